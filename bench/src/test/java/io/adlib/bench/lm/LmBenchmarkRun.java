package io.adlib.bench.lm;

import org.junit.jupiter.api.Test;

/** Prints the figures of {@link LmBenchmark}; not part of the tests. */
class LmBenchmarkRun {

  @Test
  void texts() {
    System.out.println(LmBenchmark.table(LmBenchmark.run(40)));
  }
}
