package io.adlib.bench.kernel;

import org.junit.jupiter.api.Test;

/** Prints the figures of {@link KernelBenchmark}; not part of the tests. */
class KernelBenchmarkRun {

  @Test
  void matrixProducts() {
    System.out.println(KernelBenchmark.table(KernelBenchmark.run()));
  }
}
