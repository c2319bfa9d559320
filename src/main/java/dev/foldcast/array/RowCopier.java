package dev.foldcast.array;

/** The innermost loop of a gather: equal runs at equal distances, from one memory to a buffer. */
interface RowCopier {
  /**
   * Copies {@code turns} runs.
   *
   * @param from first byte of the first run
   * @param step bytes from one run to the next; may be 0 or negative
   * @param to where the first run goes, in the buffer
   * @param toStep bytes from there to where the next run goes
   * @param bytes of each run
   */
  void copy(long from, long step, int to, int toStep, int turns, int bytes);
}
