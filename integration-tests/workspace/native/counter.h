#pragma once

// Counts up to SAMPLER_LIMIT and then stays there.
class Counter {
 public:
  int Next();

 private:
  int value_ = 0;
};
