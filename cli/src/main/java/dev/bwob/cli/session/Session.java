package dev.bwob.cli.session;

import dev.bwob.cli.connection.DaemonConnection;
import dev.bwob.cli.connection.DaemonConnector;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.failure.Failure;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.process.Environment;
import dev.bwob.cli.process.Interruption;
import dev.bwob.cli.rc.RcArgument;
import dev.bwob.cli.rc.Settings;
import dev.bwob.endpoint.DaemonEndpoint;
import dev.bwob.endpoint.EndpointException;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one run of one verb has at hand. Connects to the daemon at the first call, and closes that
 * at its end.
 */
public final class Session implements AutoCloseable {
  private final Environment environment;
  private final CommonOptions options;
  private final Console console;
  private final Settings settings;
  private final List<RcArgument> settingsUsed;
  private final Interruption interruption;
  private final DaemonConnector connector;
  private final VerbRunner runner;
  private @Nullable DaemonConnection connection;

  public Session(
      Environment environment,
      CommonOptions options,
      Settings settings,
      List<RcArgument> settingsUsed,
      Interruption interruption,
      DaemonConnector connector,
      VerbRunner runner) {
    this.environment = environment;
    this.options = options;
    this.console = new Console(environment, options.output, options.color, options.progress);
    this.settings = settings;
    this.settingsUsed = List.copyOf(settingsUsed);
    this.interruption = interruption;
    this.connector = connector;
    this.runner = runner;
  }

  public Environment environment() {
    return environment;
  }

  public CommonOptions options() {
    return options;
  }

  public Console console() {
    return console;
  }

  public Settings settings() {
    return settings;
  }

  /** What the settings brought to this command line. */
  public List<RcArgument> settingsUsed() {
    return settingsUsed;
  }

  public Interruption interruption() {
    return interruption;
  }

  /** Runs other command lines. */
  public VerbRunner runner() {
    return runner;
  }

  /** Where the daemon of this run is, or would be. */
  public DaemonEndpoint endpoint() throws CliException {
    try {
      return DaemonEndpoint.resolve(
          environment.variables(), path(options.stateDirectory), path(options.socket));
    } catch (EndpointException e) {
      throw CliException.local(String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<Path> path(String typed) {
    return typed.isEmpty() ? Optional.empty() : Optional.of(environment.path(typed));
  }

  /** The daemon, if one runs. */
  public Optional<DaemonConnection> runningDaemon() throws CliException {
    if (connection == null) {
      connection = connector.connect(endpoint()).orElse(null);
    }
    return Optional.ofNullable(connection);
  }

  /** The daemon, started when none runs. */
  public DaemonConnection daemon() throws CliException {
    if (connection == null) {
      connection = connector.connectOrStart(endpoint(), options.maxIdleSeconds);
    }
    return connection;
  }

  /** Calls the daemon. Ctrl-C cancels the call. */
  public <T> T call(Function<DaemonConnection, T> call) throws CliException {
    DaemonConnection daemon = daemon();
    return cancellable(() -> call.apply(daemon));
  }

  /** Calls the daemon and hands on what it streams. Ctrl-C cancels the call. */
  public <T> void stream(Function<DaemonConnection, Iterator<T>> call, Consumer<T> each)
      throws CliException {
    DaemonConnection daemon = daemon();
    cancellable(() -> {
      call.apply(daemon).forEachRemaining(each);
      return true;
    });
  }

  /** Something that calls the daemon, in the running context. */
  public interface Call<T> {
    T call() throws StatusException, InterruptedException;
  }

  /**
   * Runs it such that Ctrl-C cancels every call made in it, and tells its failures as the user
   * should see them.
   */
  public <T> T cancellable(Call<T> call) throws CliException {
    try (Context.CancellableContext context = Context.current().withCancellation();
        Interruption.Registration _ = interruption.onInterrupt(() -> context.cancel(null))) {
      Context before = context.attach();
      try {
        return call.call();
      } finally {
        context.detach(before);
      }
    } catch (StatusRuntimeException e) {
      throw failed(e, e.getStatus());
    } catch (StatusException e) {
      throw failed(e, e.getStatus());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "Interrupted.", e);
    }
  }

  private CliException failed(Exception e, Status status) {
    return interruption.isInterrupted() && status.getCode() == Status.Code.CANCELLED
        ? new CliException(ExitCode.INTERRUPTED, "Interrupted.", e)
        : new CliException(Failure.of(e), e);
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.versionWarning().ifPresent(console::warn);
      connection.close();
      connection = null;
    }
    console.flush();
  }
}
