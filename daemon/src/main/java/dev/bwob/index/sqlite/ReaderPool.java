package dev.bwob.index.sqlite;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;

/**
 * A few connections that read, opened when first needed. A reader sees what was committed before
 * its statement began, and waits for no writer.
 *
 * <p>To be held for single statements only, never while a caller is shown what was found: a caller
 * that asks again from within would otherwise wait for itself.
 */
final class ReaderPool implements AutoCloseable {
  private final IndexFile file;
  private final Semaphore permits;
  private final Deque<Session> idle = new ArrayDeque<>();
  private boolean closed;

  ReaderPool(IndexFile file, int size) {
    this.file = file;
    this.permits = new Semaphore(size);
  }

  /** Runs a read and returns what it found. */
  <T> T read(Session.Work<T> work) {
    permits.acquireUninterruptibly();
    try {
      Session session = take();
      try {
        return work.run(session);
      } catch (SQLException e) {
        throw file.failure("be read", e);
      } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
        throw file.damagedRecord(e);
      } finally {
        giveBack(session);
      }
    } finally {
      permits.release();
    }
  }

  private Session take() {
    synchronized (idle) {
      if (closed) {
        throw file.closed();
      }
      Session session = idle.pollFirst();
      if (session != null) {
        return session;
      }
    }
    return file.openReader();
  }

  private void giveBack(Session session) {
    synchronized (idle) {
      if (!closed) {
        idle.addFirst(session);
        return;
      }
    }
    close(session);
  }

  private void close(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      throw file.failure("be closed", e);
    }
  }

  /** Closes what is idle now; what is in use closes when it is given back. */
  @Override
  public void close() {
    Deque<Session> sessions;
    synchronized (idle) {
      closed = true;
      sessions = new ArrayDeque<>(idle);
      idle.clear();
    }
    sessions.forEach(this::close);
  }
}
