package dev.foldcast.tuning.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A page, read by a parser of XML, which takes nothing that is not well formed. */
final class Page {
  private final Element root;

  private Page(Element root) {
    this.root = root;
  }

  static Page of(String html) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(html.getBytes(UTF_8)));
    return new Page(document.getDocumentElement());
  }

  /** Elements of that name, in all depths. */
  static List<Element> all(Element in, String name) {
    NodeList found = in.getElementsByTagName(name);
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      all.add((Element) found.item(i));
    }
    return all;
  }

  List<Element> all(String name) {
    return all(root, name);
  }

  /** Elements of a name and a class of style. */
  static List<Element> styled(Element in, String name, String styled) {
    return all(in, name).stream()
        .filter(e -> List.of(e.getAttribute("class").split(" ", -1)).contains(styled))
        .toList();
  }

  List<Element> styled(String name, String styled) {
    return styled(root, name, styled);
  }

  /** The section of a search, by the end of its heading. */
  Element search(String subject) {
    return styled("section", "search").stream()
        .filter(s -> all(s, "h2").get(0).getTextContent().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  /** The cells of a table's body, row by row. */
  static List<List<String>> rows(Element table) {
    List<List<String>> rows = new ArrayList<>();
    for (Element row : all(all(table, "tbody").get(0), "tr")) {
      List<String> cells = new ArrayList<>();
      NodeList children = row.getChildNodes();
      for (int i = 0; i < children.getLength(); i++) {
        if (children.item(i) instanceof Element cell) {
          cells.add(cell.getTextContent().strip());
        }
      }
      rows.add(cells);
    }
    return rows;
  }

  String text() {
    return root.getTextContent();
  }
}
