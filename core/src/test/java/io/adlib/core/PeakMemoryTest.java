package io.adlib.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PeakMemoryTest {

  @Test
  void countsWhatWasTouchedAndIsCountedAnew() {
    assumeThat(Files.exists(Path.of("/proc/self/status"))).as("Linux").isTrue();
    PeakMemory.reset();
    long before = PeakMemory.mebibytes().orElseThrow();
    byte[] touched = new byte[96 << 20];
    for (int i = 0; i < touched.length; i += 4096) {
      touched[i] = 1;
    }
    assertThat(PeakMemory.mebibytes().orElseThrow()).isGreaterThanOrEqualTo(before);
    assertThat(PeakMemory.mebibytes().orElseThrow()).isBetween(20L, 1L << 20);
    assertThat(touched[4096]).isEqualTo((byte) 1);
  }
}
