package dev.bwob.output;

/** Whether an output is executable. The Build Event Protocol does not tell; action results do. */
public enum ExecutableBit {
  UNKNOWN,
  SET,
  CLEAR
}
