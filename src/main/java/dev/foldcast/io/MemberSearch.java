package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a member by the name that the user gave, and remembers enough names for a message. As
 * in NumPy a member of just that name goes before one with {@code .npy} after it. Both go before
 * one that is spelt with other code points for the same letters: terminals give accented letters as
 * one, macOS stores them as two.
 */
final class MemberSearch {
  private static final String SUFFIX = ".npy";

  /** Names shown, so that a message stays a line. */
  private static final int MOST_SHOWN = 10;

  private static final int FIRST_COMBINING = 0x300;

  private final List<Spelling> spellings;
  private final List<String> names = new ArrayList<>();
  private long members;

  MemberSearch(String wanted) {
    String composed = composed(wanted);
    spellings =
        List.of(
            new Spelling(wanted, UnaryOperator.identity()),
            new Spelling(wanted + SUFFIX, UnaryOperator.identity()),
            new Spelling(composed, MemberSearch::composed),
            new Spelling(composed + SUFFIX, MemberSearch::composed));
  }

  private static String composed(String name) {
    boolean stays = name.chars().allMatch(c -> c < FIRST_COMBINING); // saves loading tables
    return stays ? name : Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /** One way to spell the name, and the members that are spelt so. */
  private static final class Spelling {
    private final String name;
    private final UnaryOperator<String> form;
    private @Nullable ZipMember member;
    private long count;

    Spelling(String name, UnaryOperator<String> form) {
      this.name = name;
      this.form = form;
    }

    void visit(ZipMember visited) {
      if (form.apply(visited.name()).equals(name)) {
        member = visited;
        count++;
      }
    }
  }

  void visit(ZipMember member) {
    String name = member.name();
    members++;
    if (names.size() < MOST_SHOWN) {
      String shown = name.endsWith(SUFFIX) ? name.substring(0, name.length() - 4) : name;
      names.add(Quote.name(shown));
    }
    spellings.forEach(spelling -> spelling.visit(member));
  }

  boolean isEmpty() {
    return members == 0;
  }

  /**
   * The member.
   *
   * @param file as the user named it, for messages
   */
  ZipMember found(String file) {
    for (Spelling spelling : spellings) {
      if (spelling.count > 1) {
        throw new FormatException(
            file,
            String.format(
                Locale.ROOT,
                "the archive has %d members of that name; save it again under different names",
                spelling.count));
      }
      if (spelling.member != null) {
        return spelling.member;
      }
    }
    throw new FormatException(
        file,
        isEmpty()
            ? "the archive has no members; save arrays in it with numpy.savez"
            : "the archive has no such member; it has " + list() + ": name one of them");
  }

  /** The members' names, or the first of them and how many more there are. */
  String list() {
    String more =
        members > names.size()
            ? String.format(Locale.ROOT, " and %d more", members - names.size())
            : "";
    return String.join(", ", names) + more;
  }
}
