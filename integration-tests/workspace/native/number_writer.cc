#include <iostream>

// number_writer NAME VALUE: prints a header that defines NAME.
int main(int count, char** words) {
  if (count != 3) return 64;
  std::cout << "#pragma once\n#define " << words[1] << ' ' << words[2] << '\n';
}
