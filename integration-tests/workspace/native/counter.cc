#include "native/counter.h"

#include "native/limit.h"

int Counter::Next() {
  if (value_ < SAMPLER_LIMIT) ++value_;
  return value_;
}
