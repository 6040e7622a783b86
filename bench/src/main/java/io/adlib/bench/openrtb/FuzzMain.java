package io.adlib.bench.openrtb;

import io.adlib.core.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** {@code FuzzMain FOLDER REQUESTS SEED}: see {@link FuzzRun}. */
public final class FuzzMain {

  private FuzzMain() {}

  /** Runs it; an error and exit 1 for the first answer that should not be. */
  public static void main(String[] args) throws Exception {
    Instant start = Instant.now();
    FuzzRun.Result result =
        new FuzzRun(Path.of(args[0]), new Seed(Long.parseLong(args[2])))
            .run(Long.parseLong(args[1]), System.out::println);
    System.out.printf(
        "%,d requests in %s: answers %s, slowest %d ms, live heap %s MiB%n",
        result.requests(),
        Duration.between(start, Instant.now()).truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
        result.statuses(),
        result.slowest().toMillis(),
        result.heapMiB());
  }
}
