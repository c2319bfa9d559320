package dev.foldcast.cli;

import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.InFlight;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Sharing;
import dev.foldcast.plan.Walk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a schedule: {@code workgroup=37,groups=8,vector=8,tree=false,items=0,merge=64}. */
final class ConfigurationConverter implements ITypeConverter<Configuration> {
  private static final List<String> KEYS =
      List.of(
          "workgroup",
          "groups",
          "vector",
          "tree",
          "items",
          "merge",
          "stream",
          "tile",
          "lanes",
          "walk",
          "batch",
          "registers");

  /** As many bytes as no result has. */
  private static final String NEVER = "never";

  @Override
  public Configuration convert(String text) {
    Map<String, String> values = new HashMap<>();
    for (String part : text.split(",", -1)) {
      String[] pair = part.split("=", 2);
      String key = pair[0].strip();
      if (pair.length < 2 || !KEYS.contains(key)) {
        throw new TypeConversionException(
            "'" + part + "' is none of " + String.join("=, ", KEYS) + "=");
      }
      if (values.put(key, pair[1].strip()) != null) {
        throw new TypeConversionException(key + " is given twice");
      }
    }
    Configuration unsaid = Configuration.UNSAID;
    try {
      return new Configuration(
          number(values, "workgroup", unsaid.workGroup()),
          number(values, "groups", unsaid.groups()),
          number(values, "vector", unsaid.vector()),
          Sharing.named(values.getOrDefault("tree", unsaid.sharing().toString())),
          Long.parseLong(values.getOrDefault("items", Long.toString(unsaid.items()))),
          number(values, "merge", unsaid.mergeItems()),
          stream(values.getOrDefault("stream", NEVER)),
          number(values, "tile", unsaid.tile()),
          Lanes.named(values.getOrDefault("lanes", unsaid.lanes().toString())),
          Walk.named(values.getOrDefault("walk", unsaid.walk().toString())),
          new InFlight(
              number(values, "batch", InFlight.DEFAULT.batch()),
              number(values, "registers", InFlight.DEFAULT.registers())));
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'" + text + "' has a value that is no number, or too large");
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  private static int number(Map<String, String> values, String key, int otherwise) {
    return Integer.parseInt(values.getOrDefault(key, Integer.toString(otherwise)));
  }

  /** The least bytes of a result that is stored past the caches. */
  private static long stream(String text) {
    return text.equals(NEVER) ? Long.MAX_VALUE : Long.parseLong(text);
  }
}
