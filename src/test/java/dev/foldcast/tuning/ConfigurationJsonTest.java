package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.InFlight;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Sharing;
import dev.foldcast.plan.Walk;
import org.junit.jupiter.api.Test;

/** What stores keep of a configuration. */
class ConfigurationJsonTest {
  private static Configuration read(String json) throws Exception {
    return ConfigurationJson.read(new ObjectMapper().readTree(json));
  }

  @Test
  void everyFieldComesBack() throws Exception {
    for (Sharing sharing : Sharing.values()) {
      Configuration all =
          new Configuration(64, 5, 16, true, 7, 9)
              .withStores(1L << 40, 11)
              .withLanes(Lanes.INT64)
              .withWalk(Walk.ROWS)
              .withInFlight(new InFlight(256, 168))
              .withSharing(sharing);
      assertEquals(all, read(ConfigurationJson.of(all).toString()));
    }
  }

  /** Stores that were written before there were sub-groups. */
  @Test
  void treesAreTrueOrFalse() throws Exception {
    assertEquals(Sharing.TREE, read("{\"tree\":true}").sharing());
    assertEquals(Sharing.ALONE, read("{\"tree\":false}").sharing());
    assertEquals(Sharing.ALONE, read("{}").sharing());
    assertEquals(Sharing.SUBGROUPS, read("{\"tree\":\"subgroups\"}").sharing());
    assertThrows(IllegalArgumentException.class, () -> read("{\"tree\":\"perhaps\"}"));
  }
}
