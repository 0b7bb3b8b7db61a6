package dev.bwob.cli.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ctrl-C, and whom it concerns. Thread-safe. */
public final class Interruption {
  private final Set<Runnable> concerned = ConcurrentHashMap.newKeySet();
  private volatile boolean interrupted;

  /** While it is open, an interruption runs the action it was made with. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Runs the action when the interruption comes; at once when it has come already. May run it
   * twice.
   */
  public Registration onInterrupt(Runnable action) {
    concerned.add(action);
    if (interrupted) {
      action.run();
    }
    return () -> concerned.remove(action);
  }

  public boolean isInterrupted() {
    return interrupted;
  }

  /** Interrupts whoever is concerned. */
  public void interrupt() {
    interrupted = true;
    concerned.forEach(Runnable::run);
  }
}
