package dev.foldcast.kernel;

import dev.foldcast.plan.Family;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells whether kernels are still those that were measured. */
public final class KernelHash {
  private static final Map<Family, String> KNOWN = new ConcurrentHashMap<>();

  private KernelHash() {}

  /** A hash of the kernel files that plans of a family are made of: 16 hexadecimal digits. */
  public static String of(Family family) {
    return KNOWN.computeIfAbsent(family, f -> of(KernelFiles.text(files(f))));
  }

  /**
   * A hash of what a compiler makes of a text: not of its comments, nor of its empty lines.
   * (FNV-1a, G. Fowler, L. C. Noll, K.-P. Vo, 1991: Java's SHA-256 takes a process 30 ms to load.)
   */
  static String of(String text) {
    long hash = 0xcbf29ce484222325L;
    for (String line : text.lines().toList()) {
      int comment = line.indexOf("//");
      String code = (comment < 0 ? line : line.substring(0, comment)).strip();
      for (int i = 0; i < code.length(); i++) {
        hash = (hash ^ code.charAt(i)) * 0x100000001b3L;
      }
      hash = code.isEmpty() ? hash : (hash ^ '\n') * 0x100000001b3L;
    }
    return HexFormat.of().toHexDigits(hash);
  }

  private static List<String> files(Family family) {
    List<String> products =
        List.of(
            "core/touch.cl",
            "map/elementwise.cl",
            "map/short_rows.cl",
            "map/tiles.cl",
            "map/shared_tiles.cl");
    List<String> folds =
        List.of(
            "core/touch_square.cl",
            "reduce/reduce_rows.cl",
            "reduce/reduce_columns.cl",
            "reduce/reduce_runs.cl",
            "reduce/merge_records.cl");
    List<String> all = new ArrayList<>(products);
    all.addAll(folds);
    return switch (family) {
      case ELEMENTWISE, OUTER -> products;
      case REDUCE_SHORT ->
          List.of("core/touch_square.cl", "reduce/reduce_short.cl", "reduce/reduce_runs.cl");
      case GENERAL -> all;
      default -> folds;
    };
  }
}
