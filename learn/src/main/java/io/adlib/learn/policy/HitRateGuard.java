package io.adlib.learn.policy;

import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.GeneratorBeam;
import io.adlib.sid.Prompt;
import io.adlib.sid.Trie;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Watches that a policy still finds what people want: the share of held-out clicks among the best
 * {@value #TOP} of the generator's own list. A policy that a wrong reward leads astray (it pays for
 * long paths, or for one advertiser) shows it here, whatever its reward says. Not thread-safe.
 */
public final class HitRateGuard {

  /** How far down the list is looked. */
  public static final int TOP = 50;

  private static final int CHUNK = 64;

  private final List<HeldOutCase> cases;
  private final Trie trie;
  private final double tolerance;

  /**
   * @param cases of users that are not trained on
   * @param tolerance how much of the hit rate may be lost, as a share of what it was
   */
  public HitRateGuard(List<HeldOutCase> cases, Trie trie, double tolerance) {
    this.cases = List.copyOf(cases);
    this.trie = trie;
    this.tolerance = tolerance;
  }

  /** HR@50 of a model as it is now. */
  public double hitRate(Generator model) {
    var beam = new GeneratorBeam(model, trie, TOP);
    int hits = 0;
    for (int from = 0; from < cases.size(); from += CHUNK) {
      List<HeldOutCase> part = cases.subList(from, Math.min(cases.size(), from + CHUNK));
      List<Prompt> prompts = part.stream().map(HeldOutCase::prompt).toList();
      List<GeneratorBeam.Found> found = beam.search(prompts);
      for (int i = 0; i < part.size(); i++) {
        int wanted = part.get(i).item();
        hits += IntStream.of(found.get(i).item_K()).anyMatch(item -> item == wanted) ? 1 : 0;
      }
    }
    return cases.isEmpty() ? 0 : (double) hits / cases.size();
  }

  /** Whether a hit rate may follow another. */
  boolean allows(double now, double before) {
    return now >= before * (1 - tolerance);
  }
}
