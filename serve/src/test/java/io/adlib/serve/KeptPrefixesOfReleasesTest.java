package io.adlib.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.serve.path.PathConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of users' prompts goes with the release that kept it, and with the user. */
class KeptPrefixesOfReleasesTest {

  @TempDir private Path folder;

  @Test
  void theLiveReleaseKeepsThemAndForgetsThemWhenAnotherComesOrAUserIsForgotten() {
    ServerConfig config = TestingServer.config(PathConfig.DEFAULT).keeping(1000);
    try (var server =
        new TestingServer(folder, TestingMarket.catalogue(), config, Facilities.NONE)) {
      assertThat(server.recall.kept).isEqualTo(1000);
      assertThat(server.recall.forgotten).hasValue(0);
      assertThat(server.delete("/v1/users/ann").status()).isEqualTo(200);
      assertThat(server.recall.forgotten).hasValue(1);
      var next = new TestingRecall();
      server
          .server
          .service()
          .live()
          .swap(TestingMarket.release("v2", TestingMarket.catalogue(), next));
      assertThat(server.recall.kept).isZero();
      assertThat(next.kept).isEqualTo(1000);
    }
  }
}
