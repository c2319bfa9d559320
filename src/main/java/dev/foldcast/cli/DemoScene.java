package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.Foldcast;
import java.util.List;

/** One comparison of the demo. */
interface DemoScene {
  /** Its name in JSON. */
  String key();

  /** Its lines before the work. */
  List<String> title();

  /** Does the work both ways. */
  Outcome play(NaiveDevice naive, Foldcast foldcast);

  /**
   * One way to do the work.
   *
   * @param how in a few words
   * @param seconds it took
   * @param parts what the time went to, or empty
   * @param answer what came out, or empty
   */
  record Way(String how, double seconds, String parts, String answer) {}

  /**
   * Both ways.
   *
   * @param right whether our result is right
   * @param verified what was checked
   */
  record Outcome(Way naive, Way ours, boolean right, String verified) {
    ObjectNode json() {
      ObjectNode json = Json.object();
      json.put("naive_seconds", naive.seconds).put("seconds", ours.seconds);
      json.put("naive_parts", naive.parts).put("parts", ours.parts);
      json.put("naive_answer", naive.answer).put("answer", ours.answer);
      return json.put("right", right).put("verified", verified);
    }
  }
}
