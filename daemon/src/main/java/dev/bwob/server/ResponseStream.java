package dev.bwob.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The answers of one call, sent by one thread that waits while the client is slow: memory stays
 * bounded by what the transport buffers.
 */
public final class ResponseStream<T> {
  private final ServerCallStreamObserver<T> observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  ResponseStream(ServerCallStreamObserver<T> observer) {
    this.observer = observer;
    observer.setOnReadyHandler(this::wake);
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends one answer, after the client has taken the ones before. */
  public void send(T message) throws InterruptedException {
    awaitReady();
    observer.onNext(message);
  }

  /** Sends what may as well be left out, such as progress: only when the client keeps up. */
  public void sendIfReady(T message) {
    if (observer.isReady()) {
      observer.onNext(message);
    }
  }

  private void awaitReady() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!observer.isReady()) {
        if (observer.isCancelled()) {
          throw new InterruptedException("the client has cancelled the call");
        }
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  void complete() {
    if (!observer.isCancelled()) {
      observer.onCompleted();
    }
  }

  void fail(Throwable cause) {
    if (!observer.isCancelled()) {
      observer.onError(cause);
    } else {
      observer.onError(Status.CANCELLED.asRuntimeException());
    }
  }
}
