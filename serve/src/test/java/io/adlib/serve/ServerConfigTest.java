package io.adlib.serve;

import static io.adlib.serve.TestingMarket.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.data.config.AdlibConfig;
import io.adlib.serve.state.ServingState;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {

  @TempDir Path folder;

  @Test
  void ofAUserAsManyEventsAreKeptAsServeHistorySaysAlsoAfterARestart() {
    AdlibConfig file = AdlibConfig.parse(Path.of("adlib.yaml"), "serve:\n  history: 3\n");
    var config = ServerConfig.of(file.serve(), file, folder);
    try (var store = new TestingStore(folder.resolve("state"))) {
      ServingState state = open(store, config);
      state.learn(IntStream.range(0, 5).mapToObj(ServerConfigTest::read).toList());
      assertThat(kept(state)).containsExactly("e2", "e3", "e4");
      assertThat(kept(open(store, config))).as("after a restart").containsExactly("e2", "e3", "e4");
    }
  }

  private static ServingState open(TestingStore store, ServerConfig config) {
    return ServingState.open(
        store, TestingMarket.catalogue(), new TestingClock(NOON), config.state());
  }

  private static List<String> kept(ServingState state) {
    return state.user("u1").state().recent().stream().map(Event::id).toList();
  }

  private static Event read(int number) {
    return Event.organic(
        "e" + number,
        NOON.plusSeconds(number),
        "u1",
        Event.Kind.CONTENT,
        "page1",
        Environment.UNKNOWN);
  }
}
