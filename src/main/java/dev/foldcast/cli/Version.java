package dev.foldcast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, without touching OpenCL. */
final class Version implements IVersionProvider {
  private static final String JOCL = "/META-INF/maven/org.jocl/jocl/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    String own = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "foldcast " + (own == null ? "(not run from its jar)" : own),
      String.format(
          Locale.ROOT,
          "Java %s (%s), JOCL %s",
          System.getProperty("java.version"),
          System.getProperty("java.vendor"),
          joclVersion())
    };
  }

  private static String joclVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream file = Version.class.getResourceAsStream(JOCL)) {
      if (file != null) {
        properties.load(file);
      }
    }
    return properties.getProperty("version", "unknown");
  }
}
