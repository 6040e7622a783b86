package io.adlib.bench.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BidFuzzTest {

  @TempDir Path folder;

  @Test
  void noMutatedRequestIsEverAFailureOfOurs() throws Exception {
    long seed = Long.getLong("adlib.seed", 20261125L);
    System.err.println("seed " + seed);
    FuzzRun.Result result = new FuzzRun(folder, new Seed(seed)).run(8_000, _ -> {});
    assertThat(result.statuses().keySet())
        .as("every kind of answer was met, and none of our failure")
        .contains(200, 204, 400)
        .allMatch(status -> status < 500);
  }
}
