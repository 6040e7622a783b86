package io.adlib.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

  private Instant now = Instant.EPOCH;

  @Test
  void withoutATerminalItSaysStartEndAndAtMostOneLineEveryTenSeconds() {
    var bytes = new ByteArrayOutputStream();
    var progress =
        new TerminalProgress(
            false, new PrintStream(bytes, true, StandardCharsets.UTF_8), () -> now);
    try (var task = progress.start("encode", 100)) {
      for (int i = 0; i < 100; i++) {
        now = now.plusMillis(250);
        task.advance(1);
      }
      task.note("done");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "encode …", "encode 40/100", "encode 80/100", "encode 100/100  done in 25.0 s");
  }
}
