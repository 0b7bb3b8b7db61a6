package dev.bwob.daemon;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the calls under way, and knows when there has been none for a time. Once the daemon is
 * leaving, a call is refused with UNAVAILABLE: who has had one answer knows that the daemon stays.
 */
final class IdleWatch implements ServerInterceptor {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Duration maxIdle;
  private int running;
  private long idleSince;
  private boolean stopped;
  private boolean leaving;

  /**
   * @param maxIdle zero for never
   */
  IdleWatch(Duration maxIdle) {
    this.maxIdle = maxIdle;
  }

  /** Waits until the daemon has been idle for long enough, or {@link #stop} is called. */
  void awaitEnd() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      // Only now can anybody call.
      idleSince = System.nanoTime();
      while (!stopped) {
        if (running > 0 || maxIdle.isZero()) {
          changed.await();
          continue;
        }
        long left = maxIdle.toNanos() - (System.nanoTime() - idleSince);
        if (left <= 0) {
          return;
        }
        var _ = changed.awaitNanos(left);
      }
    } finally {
      leaving = true;
      lock.unlock();
    }
  }

  /** Ends the wait. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean begin() {
    lock.lock();
    try {
      if (!leaving) {
        count(1);
      }
      return !leaving;
    } finally {
      lock.unlock();
    }
  }

  private void count(int change) {
    lock.lock();
    try {
      running += change;
      idleSince = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!begin()) {
      call.close(Status.UNAVAILABLE.withDescription("bwobd is leaving"), new Metadata());
      return new ServerCall.Listener<>() {};
    }
    AtomicBoolean ended = new AtomicBoolean();
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private void end() {
        if (ended.compareAndSet(false, true)) {
          count(-1);
        }
      }

      @Override
      public void onComplete() {
        end();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        end();
        super.onCancel();
      }
    };
  }
}
