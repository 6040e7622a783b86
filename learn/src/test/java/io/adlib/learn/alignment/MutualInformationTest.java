package io.adlib.learn.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Torch;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutualInformationTest {

  private static final int ITEMS = 2000;
  private static final int CLUSTERS = 8;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  @Test
  void vectorsThatShareOnlyTheirClusterShareTheLogOfTheClusters() {
    var bound = measure("shared", 1);
    // one of eight clusters, all alike in size: exactly ln 8 = 2.08 nats are shared
    assertThat(bound.nats()).isBetween(1.85, Math.log(CLUSTERS) + .05);
    assertThat(bound.among()).isEqualTo(200);
    assertThat(bound.heldOut()).isEqualTo(200);
  }

  @Test
  void independentVectorsShareNothing() {
    assertThat(measure("independent", 0).nats()).isLessThan(.05);
  }

  private MutualInformation.Bound measure(String name, float strength) {
    RandomGenerator random = new Seed(3).generator();
    int d = 8;
    float[] a = new float[ITEMS * d];
    float[] b = new float[ITEMS * d];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) (.1 * random.nextGaussian());
      b[i] = (float) (.1 * random.nextGaussian());
    }
    for (int i = 0; i < ITEMS; i++) {
      a[i * d + i % CLUSTERS] += 1;
      b[i * d + (i % CLUSTERS + 3) % CLUSTERS] += strength;
    }
    return MutualInformation.of(
            a,
            b,
            ITEMS,
            MutualInformation.Split.of(ITEMS, _ -> true, new Seed(1)),
            folder.resolve(name),
            Progress.SILENT,
            new Seed(1),
            InstantSource.fixed(Instant.EPOCH))
        .orElseThrow();
  }
}
