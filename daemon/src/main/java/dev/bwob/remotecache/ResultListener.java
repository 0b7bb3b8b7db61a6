package dev.bwob.remotecache;

/** Hears of every action result that passes. */
@FunctionalInterface
public interface ResultListener {
  /** Listens to nothing. */
  ResultListener NONE = result -> {};

  /** Called on the request's way, by many threads: must neither block nor throw. */
  void passed(PassedResult result);
}
