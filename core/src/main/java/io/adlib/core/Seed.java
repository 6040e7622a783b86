package io.adlib.core;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A root of randomness that can be split by name, so that one part's draws never shift another's.
 * Two seeds with the same value and path of names give the same numbers on every machine.
 *
 * @param value the seed itself, as printed and given on the command line
 */
public record Seed(long value) {

  private static final RandomGeneratorFactory<RandomGenerator> FACTORY =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** The seed of a named part. */
  public Seed of(String name) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return new Seed(mix(value ^ hash));
  }

  /** The seed of a numbered part, such as a user or a step. */
  public Seed of(long index) {
    return new Seed(mix(value + 0x9e3779b97f4a7c15L * (index + 1)));
  }

  /** A fresh generator, always the same for this seed; not thread-safe. */
  public RandomGenerator generator() {
    return FACTORY.create(value);
  }

  /** Stafford's mix 13, the finaliser of SplitMix64. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
