package dev.bwob.fetch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps the results, and sees that each output gets one only. */
final class Listening implements FetchListener {
  private final Map<String, OutputResult> results = new ConcurrentHashMap<>();
  private final AtomicLong transferred = new AtomicLong();

  @Override
  public void started(PlannedOutput output) {}

  @Override
  public void transferred(PlannedOutput output, long bytes) {
    transferred.addAndGet(bytes);
  }

  @Override
  public void finished(OutputResult result) {
    String path = result.planned().output().path().value();
    if (results.put(path, result) != null) {
      throw new AssertionError("two results for " + path);
    }
  }

  OutputResult of(String path) {
    OutputResult result = results.get(path);
    if (result == null) {
      throw new AssertionError("no result for " + path);
    }
    return result;
  }

  int results() {
    return results.size();
  }

  long transferred() {
    return transferred.get();
  }
}
