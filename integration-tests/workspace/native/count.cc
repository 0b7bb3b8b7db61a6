#include <iostream>

#include "native/counter.h"

int main() {
  Counter counter;
  int last = 0;
  for (int i = 0; i < 1000; ++i) last = counter.Next();
  std::cout << "counted to " << last << '\n';
}
