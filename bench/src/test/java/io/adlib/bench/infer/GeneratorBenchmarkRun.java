package io.adlib.bench.infer;

import org.junit.jupiter.api.Test;

/** Prints the figures of {@link GeneratorBenchmark}; not part of the tests. */
class GeneratorBenchmarkRun {

  @Test
  void requests() {
    System.out.println(GeneratorBenchmark.table(GeneratorBenchmark.run(2000)));
  }
}
