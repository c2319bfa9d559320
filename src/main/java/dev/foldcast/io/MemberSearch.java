package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a member by the name that the user gave, and remembers enough names for a message. As
 * in NumPy a member of just that name goes before one with {@code .npy} after it.
 */
final class MemberSearch {
  private static final String SUFFIX = ".npy";

  /** Names shown, so that a message stays a line. */
  private static final int MOST_SHOWN = 10;

  private final String wanted;
  private final List<String> names = new ArrayList<>();
  private long members;
  private @Nullable ZipMember exact;
  private @Nullable ZipMember suffixed;
  private long exactCount;
  private long suffixedCount;

  MemberSearch(String wanted) {
    this.wanted = wanted;
  }

  void visit(ZipMember member) {
    String name = member.name();
    members++;
    if (names.size() < MOST_SHOWN) {
      String shown = name.endsWith(SUFFIX) ? name.substring(0, name.length() - 4) : name;
      names.add(Quote.of(shown));
    }
    if (name.equals(wanted)) {
      exact = member;
      exactCount++;
    } else if (name.equals(wanted + SUFFIX)) {
      suffixed = member;
      suffixedCount++;
    }
  }

  /**
   * The member.
   *
   * @param file as the user named it, for messages
   */
  ZipMember found(String file) {
    ZipMember found = exact != null ? exact : suffixed;
    if (found == null) {
      throw new FormatException(
          file, "the archive has no such member; it has " + list() + ": name one of them");
    }
    long count = exact != null ? exactCount : suffixedCount;
    if (count > 1) {
      throw new FormatException(
          file,
          String.format(
              Locale.ROOT,
              "the archive has %d members of that name; save it again under different names",
              count));
    }
    return found;
  }

  /** The members' names, or the first of them and how many more there are. */
  String list() {
    if (members == 0) {
      return "no members";
    }
    String more =
        members > names.size()
            ? String.format(Locale.ROOT, " and %d more", members - names.size())
            : "";
    return String.join(", ", names) + more;
  }
}
