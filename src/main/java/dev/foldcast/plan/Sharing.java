package dev.foldcast.plan;

/** Whether the work-items of a group share a unit of work, and how their totals become one. */
public enum Sharing {
  /** Each has units of its own. */
  ALONE(0, "false", "alone"),
  /** They do, and merge by a tree through local memory. */
  TREE(1, "true", "tree"),
  /**
   * They do, and merge first in each sub-group, from register to register, then through local
   * memory; by a tree where the device has no sub-groups.
   */
  SUBGROUPS(2, "subgroups", "subgroups");

  private final int code;
  private final String name;
  private final String brief;

  Sharing(int code, String name, String brief) {
    this.code = code;
    this.name = name;
    this.brief = brief;
  }

  /** Whether work-items share units. */
  public boolean shares() {
    return this != ALONE;
  }

  /** What it is, in a word, for tables. */
  String brief() {
    return brief;
  }

  /** Its number in reports. */
  public int code() {
    return code;
  }

  /** The same where no more than {@code most} can be done. */
  Sharing atMost(Sharing most) {
    return code <= most.code ? this : most;
  }

  /**
   * The sharing of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Sharing named(String name) {
    for (Sharing sharing : values()) {
      if (sharing.name.equals(name)) {
        return sharing;
      }
    }
    throw new IllegalArgumentException("tree is false, true or subgroups, not '" + name + "'");
  }

  /** Its name in stores and on the command line, where it is the value of {@code tree}. */
  @Override
  public String toString() {
    return name;
  }
}
