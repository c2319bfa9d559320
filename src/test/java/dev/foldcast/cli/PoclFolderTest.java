package dev.foldcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What PoCL writes in the folder that the launcher made goes when the process ends. */
@Timeout(120)
class PoclFolderTest {
  @TempDir private Path temp = Path.of("");

  @Test
  void isRemovedAtTheEnd() throws Exception {
    String x = Cli.doubles(temp.resolve("x.npy"), "(3,)", 1, 2, 3.5);
    Path pocl = Files.createDirectory(temp.resolve("pocl"));
    Path kept = Files.createDirectory(temp.resolve("kept"));
    Files.createSymbolicLink(pocl.resolve("link"), kept);
    Files.writeString(kept.resolve("file"), "of somebody else");
    assertEquals("6.5\n", run(pocl, 0, "sum", x));
    assertTrue(Files.notExists(pocl));
    assertTrue(Files.exists(kept.resolve("file")));
    Files.createDirectory(pocl);
    assertEquals("", run(pocl, 4, "sum", temp.resolve("none.npy").toString()));
    assertTrue(Files.notExists(pocl), "after a failure too");
  }

  private String run(Path pocl, int code, String... words) throws Exception {
    Path err = temp.resolve("err");
    ProcessBuilder builder =
        ProcessTest.foldcast(List.of("-Dfoldcast.pocl.folder=" + pocl), words)
            .redirectError(err.toFile());
    builder.environment().put("POCL_CACHE_DIR", pocl.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(code, process.waitFor(), Files.readString(err));
    return out;
  }
}
