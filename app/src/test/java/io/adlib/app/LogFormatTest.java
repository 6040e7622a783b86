package io.adlib.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMDCAdapter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LogFormatTest {

  private static String logged(String format) throws Exception {
    PrintStream before = System.err;
    var written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      var context = new LoggerContext();
      var mdc = new BasicMDCAdapter();
      context.setMDCAdapter(mdc);
      context.putProperty("ADLIB_LOG", "info");
      context.putProperty("ADLIB_LOG_FORMAT", format);
      var configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
      mdc.setContextMap(Map.of("request", "r-17"));
      context.getLogger("io.adlib.access").info("{} {} {}", "GET", "/health", 200);
      context.stop();
    } finally {
      System.setErr(before);
    }
    return written.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineIsAnObjectWithTheRequestsId() throws Exception {
    String line = logged("json").lines().filter(l -> l.startsWith("{")).findFirst().orElseThrow();
    JsonNode json = JsonMapper.builder().build().readTree(line);
    assertThat(json.get("mdc").get("request").asString()).isEqualTo("r-17");
    assertThat(json.get("formattedMessage").asString()).isEqualTo("GET /health 200");
    assertThat(json.get("level").asString()).isEqualTo("INFO");
  }

  @Test
  void aPlainLineEndsWithIt() throws Exception {
    assertThat(logged("text")).contains("GET /health 200 [r-17]");
  }

  /** What a process of its own does. */
  static final class Speaker {
    public static void main(String[] arguments) {
      LoggerFactory.getLogger("io.adlib.speaker").warn("a word of warning");
    }
  }

  @Test
  void standardOutputIsLeftToTheAnswer() throws Exception {
    Process speaker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Speaker.class.getName())
            .start();
    String errors = new String(speaker.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(speaker.getInputStream().readAllBytes()).isEmpty();
    assertThat(errors).contains("a word of warning");
    assertThat(speaker.waitFor()).isZero();
  }
}
