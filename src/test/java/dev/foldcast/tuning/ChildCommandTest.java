package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // sets a property of the process
final class ChildCommandTest {
  private final ChildCommand child =
      new ChildCommand("a.jar", "Main", Path.of("folder"), "name", List.of("0:0"));

  @AfterEach
  void forget() {
    System.clearProperty(ChildCommand.SHARES);
  }

  @Test
  void fitsIntoALimitedMemoryAsItsParentDoes() {
    System.setProperty(ChildCommand.SHARES, " -Xmx300k  -XX:ReservedCodeCacheSize=48m");
    List<String> words = child.words(Path.of("journal"));
    int heap = words.indexOf("-Xmx300k");
    assertEquals("-XX:ReservedCodeCacheSize=48m", words.get(heap + 1));
    assertTrue(heap < words.indexOf("-cp"));
    System.clearProperty(ChildCommand.SHARES);
    assertFalse(child.words(Path.of("journal")).contains(""), "no empty word is Java's class");
    assertEquals("0:0", words.get(words.size() - 1));
  }
}
