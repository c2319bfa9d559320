package dev.foldcast.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that was installed anew is another one, whatever it calls itself. */
class DriverStampTest {
  @TempDir private Path root = Path.of("");
  private Path library = Path.of("");
  private Path cache = Path.of("");
  private List<String> before = List.of();

  @BeforeEach
  void install() throws IOException {
    library = write("usr/lib/x86_64-linux-gnu/libdriver.so.2", "code");
    cache = write("etc/ld.so.cache", "cache");
    write("etc/OpenCL/vendors/driver.icd", "libdriver.so.2\n");
    before = stamp(Map.of());
  }

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    return file;
  }

  private List<String> stamp(Map<String, String> environment) {
    return DriverStamp.of(root, environment);
  }

  @Test
  void isTheSameWhileNothingChanges() {
    assertEquals(before, stamp(Map.of()));
    assertEquals(before, stamp(Map.of("POCL_CACHE_DIR", "/anywhere", "HOME", "/home")));
  }

  @Test
  void aLibraryThatIsReplacedChangesIt() throws IOException {
    Files.setLastModifiedTime(library, FileTime.fromMillis(1_000_000_001_000L));
    assertNotEquals(before, stamp(Map.of()));
    write("usr/lib/x86_64-linux-gnu/libdriver.so.2", "more code");
    assertNotEquals(before, stamp(Map.of()), "another size at the same time");
  }

  @Test
  void aLibraryThatIsNamedWithItsFolderCountsToo() throws IOException {
    Path own = write("opt/libown.so", "code");
    write("etc/OpenCL/vendors/driver.icd", own + "\n");
    List<String> first = stamp(Map.of());
    Files.setLastModifiedTime(own, FileTime.fromMillis(1_000_000_001_000L));
    assertNotEquals(first, stamp(Map.of()));
  }

  @Test
  void anyInstallationOfALibraryChangesIt() throws IOException {
    Files.setLastModifiedTime(cache, FileTime.fromMillis(1_000_000_001_000L));
    assertNotEquals(before, stamp(Map.of()));
  }

  @Test
  void whatSteersTheCompilerCounts() {
    assertNotEquals(before, stamp(Map.of("POCL_WORK_GROUP_METHOD", "cbs")));
    assertNotEquals(before, stamp(Map.of("OCL_ICD_VENDORS", root + "/nowhere")));
  }
}
