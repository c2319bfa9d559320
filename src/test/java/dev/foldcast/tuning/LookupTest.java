package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Family;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which configuration is chosen, and why. */
class LookupTest {
  private static final Work LONG_SUM =
      new Work(Family.REDUCE_FULL, DType.FLOAT32, Accuracy.EXACT, 1, 1 << 24, 1 << 24);

  /** None is shipped for it. */
  private static final DeviceKey DEVICE = new DeviceKey("none", "none", "abacus", "wood", 4);

  @TempDir private Path folder = Path.of("");

  private Planner.Choice choose(Work work) {
    return new Lookup(DEVICE, "3.1", DeviceLimits.assumedCpu(), folder).choose(work);
  }

  private void put(Family family, DType dtype, String shape, int workGroup) {
    put("3.1", family, dtype, shape, workGroup);
  }

  private void put(String driver, Family family, DType dtype, String shape, int workGroup) {
    Configuration c = new Configuration(workGroup, 5, 4, false, 0, 16);
    new UserStore(folder).put(Entries.of(DEVICE, driver, Entries.subject(family, dtype, shape), c));
  }

  private void chooses(int workGroup, String why) {
    Planner.Choice choice = choose(LONG_SUM);
    assertEquals(workGroup, choice.configuration().workGroup(), choice.why());
    assertEquals(why, choice.why());
  }

  @Test
  void withoutEntriesTheDefaultIsUsed() {
    chooses(1, "built-in default for CPU devices");
  }

  private static Configuration builtIn(Lookup lookup, Family family, long kept, long reduced) {
    Work work = new Work(family, DType.FLOAT32, Accuracy.EXACT, kept, reduced, reduced);
    return lookup.choose(work).configuration();
  }

  /** Shapes of one class, one after the other: the first one's default is not the next one's. */
  @Test
  void theDefaultGoesByTheSizeOfTheWork() {
    Lookup lookup = new Lookup(DEVICE, "3.1", DeviceLimits.assumedCpu(), folder);
    int units = DeviceLimits.assumedCpu().computeUnits();
    assertEquals(16 * units, builtIn(lookup, Family.REDUCE_FULL, 1, (1 << 20) + 1).groups());
    assertEquals(units, builtIn(lookup, Family.REDUCE_FULL, 1, 1 << 20).groups());
    assertEquals(units, builtIn(lookup, Family.REDUCE_FULL, 1, 1 << 17).groups());
    assertEquals(1, builtIn(lookup, Family.REDUCE_FULL, 1, (1 << 17) - 1).groups());
    assertEquals(1, builtIn(lookup, Family.REDUCE_ROWS, 300, 300).groups());
    assertEquals(16 * units, builtIn(lookup, Family.REDUCE_ROWS, 512, 256).groups());
    assertEquals(units, builtIn(lookup, Family.ELEMENTWISE, 1 << 20, 1).groups());
    assertEquals(16 * units, builtIn(lookup, Family.REDUCE_ROWS, 1 << 10, 512).groups());
  }

  /** What `foldcast tune` wrote on a computer of ours. */
  @Test
  void shippedEntriesCountForTheirDeviceWhereTheyMatter() {
    DeviceKey xeon = new DeviceKey("pocl", "intel", "cpu", "skylake-avx512-intel-xeon", 2);
    Lookup lookup = new Lookup(xeon, "3.1+debian", DeviceLimits.assumedCpu(), folder);
    Work small = new Work(Family.REDUCE_FULL, DType.FLOAT32, Accuracy.EXACT, 1, 1000, 1000);
    assertEquals("built-in default for CPU devices", lookup.choose(small).why());
    String why = lookup.choose(LONG_SUM).why();
    assertTrue(why.startsWith("shipped for this device for one x huge x huge"), why);
    assertFalse(lookup.isGeneral());

    Lookup other = new Lookup(DEVICE, "3.1", DeviceLimits.assumedCpu(), folder);
    other.choose(small);
    assertFalse(other.isGeneral(), "no schedule matters");
    other.choose(LONG_SUM);
    assertTrue(other.isGeneral());
  }

  /** Another process may be tuning: what one family gets must not be older than another's. */
  @Test
  void theStoreOfThisComputerIsReadOnce() {
    put(Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge", 5);
    Lookup lookup = new Lookup(DEVICE, "3.1", DeviceLimits.assumedCpu(), folder);
    assertEquals(5, lookup.choose(LONG_SUM).configuration().workGroup());
    put(Family.ELEMENTWISE, DType.FLOAT32, "huge x one x huge", 6);
    Work product = new Work(Family.ELEMENTWISE, DType.FLOAT32, Accuracy.EXACT, 1 << 24, 1, 1 << 24);
    assertEquals("built-in default for CPU devices", lookup.choose(product).why());
    assertEquals(6, choose(product).configuration().workGroup());
  }

  @Test
  void theExactClassWins() {
    put(Family.REDUCE_FULL, DType.FLOAT32, "one x many x many", 5);
    put(Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge", 37);
    put(Family.REDUCE_FULL, DType.INT32, "one x huge x huge", 6);
    chooses(37, "tuned on this computer for one x huge x huge: 2.00 times as fast as the default");
  }

  @Test
  void theNearestClassIsSecond() {
    put(Family.REDUCE_FULL, DType.FLOAT32, "one x some x some", 5);
    put(Family.REDUCE_FULL, DType.FLOAT32, "one x many x many", 37);
    put(Family.REDUCE_ROWS, DType.FLOAT32, "one x huge x huge", 6);
    chooses(
        37,
        "tuned on this computer for one x many x many, inferred: the nearest class to one x huge x"
            + " huge: 2.00 times as fast as the default");
  }

  @Test
  void typesOfTheSameSizeShareAndSaySo() {
    put(Family.REDUCE_FULL, DType.INT32, "one x huge x huge", 37);
    put(Family.REDUCE_FULL, DType.FLOAT64, "one x huge x huge", 6);
    chooses(
        37,
        "tuned on this computer for one x huge x huge, inferred from int32: 2.00 times as fast as"
            + " the default");
  }

  @Test
  void anotherDriverOrKernelMakesItProvisional() throws IOException {
    put("2.0", Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge", 37);
    String base =
        "tuned on this computer for one x huge x huge: 2.00 times as fast as the default;"
            + " provisional, ";
    chooses(37, base + "the driver was 2.0: run 'foldcast tune'");
    Path file = new UserStore(folder).file(DEVICE);
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"kernels\":\"....", "\"kernels\":\"zzzz"));
    chooses(37, base + "the driver was 2.0 and the kernels have changed: run 'foldcast tune'");
    put(Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge", 6);
    chooses(6, "tuned on this computer for one x huge x huge: 2.00 times as fast as the default");
  }

  @Test
  void anotherDevicesEntryInTheFileIsNotUsed() throws IOException {
    put(Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge", 37);
    Path file = new UserStore(folder).file(DEVICE);
    Files.writeString(file, Files.readString(file).replace("wood", "ivory"));
    chooses(1, "built-in default for CPU devices");
  }

  @Test
  void aDamagedStoreIsNotedOnceAndTheRestStillCounts() throws IOException {
    put(Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge", 37);
    Path file = new UserStore(folder).file(DEVICE);
    Files.writeString(file, Files.readString(file) + "}}}{{{");
    Lookup lookup = new Lookup(DEVICE, "3.1", DeviceLimits.assumedCpu(), folder);
    Files.writeString(file, Files.readString(file).replace("\"rejected\":[", "rejected:["));
    assertEquals(37, lookup.choose(LONG_SUM).configuration().workGroup());
    lookup.choose(new Work(Family.REDUCE_ROWS, DType.FLOAT32, Accuracy.EXACT, 5, 1 << 24, 1 << 24));
    assertEquals(1, lookup.warnings().size());
    assertTrue(lookup.warnings().get(0).startsWith(file + " is damaged; 1 entries"));
  }
}
