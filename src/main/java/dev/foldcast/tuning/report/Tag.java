package dev.foldcast.tuning.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of the page, which is read alike as HTML and as XML. Every text and every attribute
 * comes into the page through here, and is escaped.
 */
final class Tag {
  /** Elements that HTML closes by themselves; all others have an end tag even if empty. */
  private static final Set<String> EMPTY = Set.of("meta", "col");

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Object> content = new ArrayList<>(); // texts and tags

  private Tag(String name) {
    this.name = name;
  }

  static Tag of(String name) {
    return new Tag(name);
  }

  /** An element of a class of style. */
  static Tag of(String name, String styled) {
    return new Tag(name).set("class", styled);
  }

  Tag set(String attribute, Object value) {
    attributes.put(attribute, value.toString());
    return this;
  }

  Tag text(String text) {
    content.add(text);
    return this;
  }

  Tag add(Tag... children) {
    content.addAll(List.of(children));
    return this;
  }

  Tag add(Iterable<Tag> children) {
    children.forEach(content::add);
    return this;
  }

  @Override
  public String toString() {
    StringBuilder to = new StringBuilder();
    write(to);
    return to.toString();
  }

  private void write(StringBuilder to) {
    to.append('<').append(name);
    attributes.forEach(
        (key, value) -> to.append(' ').append(key).append("=\"").append(quoted(value)).append('"'));
    if (EMPTY.contains(name)) {
      to.append("/>");
      return;
    }
    to.append('>');
    for (Object part : content) {
      if (part instanceof Tag tag) {
        tag.write(to);
      } else {
        to.append(escaped(part.toString()));
      }
    }
    to.append("</").append(name).append('>');
    if (!content.isEmpty() && content.get(content.size() - 1) instanceof Tag) {
      to.append('\n');
    }
  }

  /** The same between quotation marks. */
  private static String quoted(String text) {
    return escaped(text).replace("\"", "&quot;");
  }

  /** A text that is nothing but text; what no page may hold becomes a replacement character. */
  private static String escaped(String text) {
    StringBuilder to = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> to.append("&amp;");
                case '<' -> to.append("&lt;");
                case '>' -> to.append("&gt;");
                default -> to.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
    return to.toString();
  }

  /** What XML 1.0 allows, without the control characters that it only frowns upon. */
  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c < 0x7F)
        || (c >= 0xA0 && c < 0xD800)
        || (c >= 0xE000 && c < 0xFFFE)
        || c >= 0x10000;
  }
}
