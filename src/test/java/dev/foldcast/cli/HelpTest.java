package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, version, completion and explanations: what needs no device. */
class HelpTest {
  private static final Cli CLI = Cli.open();

  @ParameterizedTest
  @ValueSource(strings = {"sum", "mean", "multiply", "batch", "devices", "tune", "bench", "demo"})
  void everyCommandHasHelpWithExamples(String command) {
    Cli.Run run = CLI.run(command, "--help");
    assertEquals(0, run.code());
    assertTrue(run.out().startsWith("Usage: foldcast " + command), run.out());
    assertTrue(run.out().contains("Examples:"), run.out());
    assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
  }

  @Test
  void theMainHelpListsCommandsAndExitCodes() {
    Cli.Run run = CLI.run("--help");
    assertEquals(0, run.code());
    for (String text : List.of("sum", "demo", "Exit codes:", "130", "Examples:")) {
      assertTrue(run.out().contains(text), run.out());
    }
    assertEquals(CLI.run("sum", "--help").out(), CLI.run("help", "sum").out());
    assertTrue(CLI.run("--version").out().startsWith("foldcast "));
  }

  @Test
  void completionIsABashScript() {
    Cli.Run run = CLI.run("generate-completion");
    assertEquals(0, run.code());
    assertTrue(run.out().startsWith("#!/usr/bin/env bash"), run.out());
    assertTrue(run.out().contains("--keepdims"));
  }

  @Test
  void anExplanationShowsThePlan(@TempDir Path folder) throws IOException {
    String x = Cli.doubles(folder.resolve("x.npy"), "(10, 20)", new double[200]);
    try (Cli cli = Cli.open()) {
      Cli.Run run = cli.run("sum", x, "--explain", "--configuration", "groups=2,items=16,merge=2");
      assertEquals(0, run.code(), run.err());
      for (String text :
          List.of(
              "reduce_full: every axis is reduced",
              "reduced           200 turns   strides: x0 1",
              "because: given by the caller",
              "1  reduce_rows",
              "2  merge_records",
              "waits for e1",
              "windows        one",
              "scratch        ",
              "REAL=double")) {
        assertTrue(run.out().contains(text), text + " in\n" + run.out());
      }
      String nothing = Cli.doubles(folder.resolve("nothing.npy"), "(0, 3)");
      for (String command : List.of("sum", "mean")) {
        for (String axis : List.of("--axis=0", "--axis=1", "--axis=0,1", "--axis=()")) {
          assertEquals(0, cli.run(command, nothing, axis, "--explain").code(), axis);
        }
      }
    }
  }
}
