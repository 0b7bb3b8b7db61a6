#include "native/counter.h"
#include "native/limit.h"

int main() {
  Counter counter;
  for (int i = 0; i < 2 * SAMPLER_LIMIT; ++i) counter.Next();
  return counter.Next() == SAMPLER_LIMIT ? 0 : 1;
}
