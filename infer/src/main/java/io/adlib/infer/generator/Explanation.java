package io.adlib.infer.generator;

import java.util.List;

/**
 * How a search went, for people to look at.
 *
 * @param levels the beams that were expanded, level by level from the root
 * @param result what came out, best first
 */
public record Explanation(List<Level> levels, List<Generated> result) {

  public Explanation {
    levels = List.copyOf(levels);
    result = List.copyOf(result);
  }

  /** The beams expanded at one level, best first. */
  public record Level(List<Beam> beams) {
    public Level {
      beams = List.copyOf(beams);
    }
  }

  /**
   * One beam.
   *
   * @param prefix the codes so far; empty at the root
   * @param logP natural logarithm of the prefix's probability
   * @param logV natural logarithm of what it is worth by the evaluator, in units of the mean; 0 for
   *     a generator without one
   * @param legal children that lead to a legal item
   * @param illegal children that do not, and were never looked at
   */
  public record Beam(List<Integer> prefix, float logP, float logV, int legal, int illegal) {
    public Beam {
      prefix = List.copyOf(prefix);
    }
  }
}
