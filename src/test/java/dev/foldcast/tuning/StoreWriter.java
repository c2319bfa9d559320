package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Family;
import java.nio.file.Path;
import java.util.List;

/** Puts entries into a store and reads it all the while, in a process of its own. */
final class StoreWriter {
  private StoreWriter() {}

  public static void main(String[] args) {
    UserStore store = new UserStore(Path.of(args[0]));
    DType dtype = DType.valueOf(args[1]);
    for (Family family : Family.values()) {
      List<String> warnings =
          store.put(Entries.of(Entries.subject(family, dtype, "one x few x few")));
      Stored now = store.read(Entries.DEVICE);
      boolean there = now.entries().stream().anyMatch(e -> e.key().subject().dtype() == dtype);
      if (!warnings.isEmpty() || !now.warnings().isEmpty() || !there) {
        System.out.println(warnings + " " + now.warnings() + " " + there);
        System.exit(1);
      }
    }
  }
}
