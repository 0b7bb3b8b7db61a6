package dev.bwob.index.sqlite;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one connection that writes. Its lock is held for a transaction, so recorders of several
 * builds take turns batch by batch.
 */
final class Writer implements AutoCloseable {
  /** Something written, with the names known to the connection. */
  @FunctionalInterface
  interface Work<T> {
    T run(Session session, WrittenNames names) throws SQLException;
  }

  private final IndexFile file;
  private final Session session;
  private final ReentrantLock lock = new ReentrantLock();
  private final WrittenNames names;
  private boolean closed;

  Writer(IndexFile file) {
    this.file = file;
    this.session = file.openWriter();
    this.names = new WrittenNames(session);
  }

  /**
   * Does all of the work durably, or none of it.
   *
   * @throws dev.bwob.index.IndexException when it can't be written
   */
  <T> T write(Work<T> work) {
    lock.lock();
    boolean done = false;
    try {
      if (closed) {
        throw file.closed();
      }
      T result = session.transact(_ -> work.run(session, names));
      done = true;
      return result;
    } catch (SQLException e) {
      throw file.failure("be written", e);
    } finally {
      if (!done) {
        // They may name rows that were rolled back.
        names.forget();
      }
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      session.close();
    } catch (SQLException e) {
      throw file.failure("be closed", e);
    } finally {
      lock.unlock();
    }
  }
}
