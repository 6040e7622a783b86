package io.adlib.app.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.app.load.LoadTarget.Outcome;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpTargetTest {

  @Test
  void saysWhatBecameOfARequest() {
    String filled = "{\"ads\": [ {\"ad\":\"a\",\"sources\":[]} ], \"steps\": [\"narrow-beam\"]}";
    assertThat(HttpTarget.answer(200, filled))
        .isEqualTo(new LoadTarget.Answer(Outcome.FILLED, "narrow-beam"));
    assertThat(HttpTarget.answer(200, "{\"ads\":[ ],\"steps\":[]}").outcome())
        .isEqualTo(Outcome.EMPTY);
    assertThat(HttpTarget.answer(200, "{\"ads\":[],\"steps\":[\"popularity\",\"no-bid\"]}"))
        .isEqualTo(new LoadTarget.Answer(Outcome.SHED, "popularity,no-bid"));
    assertThat(HttpTarget.answer(503, "").outcome()).isEqualTo(Outcome.SHED);
    assertThat(HttpTarget.answer(429, "").outcome()).isEqualTo(Outcome.SHED);
    assertThat(HttpTarget.answer(500, filled).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aServerThatIsNotThereFailsTheRequest() throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (var target = new HttpTarget(URI.create("http://127.0.0.1:" + port), Optional.empty())) {
      assertThat(target.ask("{}").outcome()).isEqualTo(Outcome.FAILED);
      assertThat(target.figures()).isEqualTo(ServerFigures.NONE);
    }
  }

  @Test
  void readsAServersFigures() {
    ServerFigures figures =
        ServerFigures.parse(
            """
            # HELP adlib_gc_pause_seconds_max Pauses
            adlib_gc_pause_seconds_max 0.003
            adlib_jvm_allocated_bytes_total 1.5E9
            process_cpu_time_ns_total 2.5E9
            """);
    assertThat(figures.pauseSeconds()).hasValue(.003);
    assertThat(figures.allocatedBytes()).hasValue(1.5e9);
    assertThat(figures.cpuNanos()).hasValue(2.5e9);
  }
}
