package io.adlib.bench.tokenize;

import io.adlib.core.Seed;
import io.adlib.sid.VectorSource;
import java.util.random.RandomGenerator;

/**
 * Vectors that are made when they are read and follow from a seed and their number alone: the sum
 * of one of some centres, a smaller one of others, a still smaller one, and noise. Thread-safe.
 */
final class GeneratedVectors implements VectorSource {

  private static final int CENTRES = 2000;
  private static final float[] SCALE = {1, .6f, .4f};
  private static final float NOISE = .5f;

  private final int size;
  private final int dimension;
  private final long seed;
  private final float[][] centres_LKD = new float[SCALE.length][];

  GeneratedVectors(int size, int dimension, Seed seed) {
    this.size = size;
    this.dimension = dimension;
    this.seed = seed.value();
    for (int level = 0; level < SCALE.length; level++) {
      RandomGenerator random = seed.of("centres").of(level).generator();
      centres_LKD[level] = new float[CENTRES * dimension];
      for (int i = 0; i < centres_LKD[level].length; i++) {
        centres_LKD[level][i] = SCALE[level] * (float) random.nextGaussian();
      }
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public void read(int from, int n, float[] into_ND) {
    for (int i = 0; i < n; i++) {
      long state = seed + 0x9e3779b97f4a7c15L * ((from + i) * 1000L + 1);
      int at = i * dimension;
      long choice = mix(state);
      int first = (int) Long.remainderUnsigned(choice, CENTRES);
      int second = (int) Long.remainderUnsigned(mix(choice), CENTRES);
      int third = (int) Long.remainderUnsigned(mix(choice ^ 1), CENTRES);
      for (int d = 0; d < dimension; d++) {
        into_ND[at + d] =
            centres_LKD[0][first * dimension + d]
                + centres_LKD[1][second * dimension + d]
                + centres_LKD[2][third * dimension + d];
      }
      for (int d = 0; d < dimension; d += 4) {
        state += 0x9e3779b97f4a7c15L;
        long bits = mix(state);
        for (int k = 0; k < 4 && d + k < dimension; k++) {
          // Even on ±√3, so of variance 1.
          float even = (((bits >>> (16 * k)) & 0xffff) / 65536f - .5f) * 3.4641016f;
          into_ND[at + d + k] += NOISE * even;
        }
      }
    }
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
