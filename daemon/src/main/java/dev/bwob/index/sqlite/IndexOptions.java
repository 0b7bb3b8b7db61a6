package dev.bwob.index.sqlite;

/**
 * How an index is kept.
 *
 * @param keptInvocations invocations kept per workspace; older ones go when another one ends
 * @param batchRows outputs that are written in one durable transaction, about; more are faster, and
 *     take some 500 bytes of heap each
 * @param readers connections for reading; as many reads run at once
 */
public record IndexOptions(int keptInvocations, int batchRows, int readers) {
  public static final IndexOptions DEFAULT = new IndexOptions(100, 16_384, 4);

  /**
   * @throws IllegalArgumentException when a number is below 1
   */
  public IndexOptions {
    atLeastOne("keptInvocations", keptInvocations);
    atLeastOne("batchRows", batchRows);
    atLeastOne("readers", readers);
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }

  /** These options, with another number of invocations kept. */
  public IndexOptions withKeptInvocations(int kept) {
    return new IndexOptions(kept, batchRows, readers);
  }

  /** These options, with another size of a batch. */
  public IndexOptions withBatchRows(int rows) {
    return new IndexOptions(keptInvocations, rows, readers);
  }
}
