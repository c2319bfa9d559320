package dev.foldcast.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foldcast.plan.Family;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Tells whether kernels are still those that were measured. */
public final class KernelHash {
  private static final int BYTES = 8;

  private KernelHash() {}

  /** A hash of the kernel files that plans of a family are made of: 16 hexadecimal digits. */
  public static String of(Family family) {
    return of(KernelFiles.text(files(family)));
  }

  /** A hash of what a compiler makes of a text: not of its comments, nor of its empty lines. */
  static String of(String text) {
    String code =
        text.lines()
            .map(line -> line.replaceFirst("//.*", "").strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("\n"));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(code.getBytes(UTF_8)), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static List<String> files(Family family) {
    List<String> products =
        List.of("touch.cl", "elementwise.cl", "short_rows.cl", "tiles.cl", "shared_tiles.cl");
    List<String> folds =
        List.of("touch.cl", "reduce_rows.cl", "reduce_columns.cl", "merge_records.cl");
    List<String> all = new ArrayList<>(products);
    all.addAll(folds);
    return switch (family) {
      case ELEMENTWISE, OUTER -> products;
      case REDUCE_SHORT -> List.of("touch.cl", "reduce_short.cl");
      case GENERAL -> all;
      default -> folds;
    };
  }
}
