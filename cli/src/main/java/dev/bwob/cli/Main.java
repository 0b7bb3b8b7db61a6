package dev.bwob.cli;

import dev.bwob.cli.connection.DaemonCommand;
import dev.bwob.cli.connection.DaemonConnector;
import dev.bwob.cli.connection.DetachedDaemonStarter;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.process.Environment;
import dev.bwob.cli.process.Interruption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program {@code bwob}. */
public final class Main {
  /** How long a verb has to say what it did when Ctrl-C comes. */
  private static final long LAST_WORDS_SECONDS = 3;

  private Main() {}

  /** Runs and exits with the number of an {@link ExitCode}. */
  public static void main(String[] args) {
    Environment environment = Environment.ofProcess();
    Interruption interruption = new Interruption();
    CountDownLatch done = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> onShutdown(interruption, done), "ctrl-c"));
    Cli cli =
        new Cli(
            interruption,
            new DaemonConnector(
                new DetachedDaemonStarter(
                    environment.variables(), new DaemonCommand(environment.variables()))));
    ExitCode code = ExitCode.BUG;
    try {
      code = cli.run(List.of(args), environment);
    } finally {
      done.countDown();
      System.exit(code.number());
    }
  }

  /** Runs at every end of the process. When the verb is still at work, a signal ends it. */
  private static void onShutdown(Interruption interruption, CountDownLatch done) {
    if (done.getCount() == 0) {
      return;
    }
    interruption.interrupt();
    try {
      if (!done.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("bwob: Interrupted.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Not the signal's own number: the caller should see Bazel's code for it.
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
  }
}
