package dev.foldcast.tuning;

/**
 * How a configuration was found: what an entry's claim rests on.
 *
 * @param date day of the measurement, {@code 2026-11-22}
 * @param command what was run, without names of files
 * @param work the operation that was timed
 * @param bytes least bytes that it must move
 * @param defaultSeconds median of the default, which is used without tuning, in the last paired run
 * @param tunedSeconds median of the configuration, in the same run
 * @param ratio median of tuned time by default time, pair by pair; 1 where the default stayed
 * @param low lower end of the ratio's 95 % interval
 * @param high upper end
 * @param pairs runs of each
 * @param share of what the device's memory allows at most; 0 if unknown
 * @param candidates configurations that were tried
 * @param rejected configurations among them that gave wrong results or failed
 */
public record Evidence(
    String date,
    String command,
    String work,
    long bytes,
    double defaultSeconds,
    double tunedSeconds,
    double ratio,
    double low,
    double high,
    int pairs,
    double share,
    int candidates,
    int rejected) {

  /** Whether tuning proved nothing faster than the default, which therefore stays. */
  public boolean noGain() {
    return ratio >= 1;
  }

  /** How many times as fast as the default. */
  public double gain() {
    return 1 / ratio;
  }
}
