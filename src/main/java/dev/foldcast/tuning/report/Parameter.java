package dev.foldcast.tuning.report;

import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parameters of a configuration, under the names of {@code --configuration}. */
enum Parameter {
  WORKGROUP("work-items in a work-group"),
  GROUPS("work-groups"),
  VECTOR("numbers in a load"),
  TREE("whether a work-group shares its work"),
  ITEMS("terms that a work-item takes of a part"),
  MERGE("records that a work-item merges"),
  STREAM("bytes of results that go past the caches"),
  TILE("vectors of rows in a tile"),
  LANES("type that exact sums add up in"),
  WALK("how a work-item takes rows"),
  BATCH("bytes that a work-item loads before it adds any"),
  REGISTERS("registers that a work-item may take");

  private final String unit;

  Parameter(String unit) {
    this.unit = unit;
  }

  /** Those that differ among candidates. */
  static List<Parameter> varying(List<Configuration> candidates) {
    List<Parameter> varying = new ArrayList<>();
    for (Parameter parameter : values()) {
      if (candidates.stream().mapToLong(parameter::value).distinct().count() > 1) {
        varying.add(parameter);
      }
    }
    return varying;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it counts. */
  String unit() {
    return unit;
  }

  long value(Configuration configuration) {
    return switch (this) {
      case WORKGROUP -> configuration.workGroup();
      case GROUPS -> configuration.groups();
      case VECTOR -> configuration.vector();
      case TREE -> configuration.sharing().code();
      case ITEMS -> configuration.items();
      case MERGE -> configuration.mergeItems();
      case STREAM -> configuration.streamFrom();
      case TILE -> configuration.tile();
      case LANES -> configuration.lanes() == Lanes.INT64 ? 1 : 0;
      case WALK -> configuration.walk().code();
      case BATCH -> configuration.inFlight().batch();
      case REGISTERS -> configuration.inFlight().registers();
    };
  }

  /** A value as people read it. */
  String text(long value) {
    return switch (this) {
      case TREE -> value == 0 ? "alone" : value == 1 ? "shared" : "sub-groups";
      case ITEMS -> value == 0 ? "auto" : Figures.brief(value);
      case STREAM -> value == Long.MAX_VALUE ? "never" : Figures.brief(value) + "+";
      case TILE -> value == 0 ? "none" : Figures.brief(value);
      case LANES -> (value == 1 ? Lanes.INT64 : Lanes.FLOAT64).toString();
      case WALK -> Walk.coded(value).toString();
      case REGISTERS -> value == 0 ? "any" : Figures.brief(value);
      default -> Figures.brief(value);
    };
  }

  String text(Configuration configuration) {
    return text(value(configuration));
  }
}
