package io.adlib.serve.bundle;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.infer.generator.Explanation;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.generator.ValueGuide;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.PromptBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The trained generator as a recall path. Thread-safe. */
public final class GeneratorRecall implements Recall {

  private final Generator generator;
  private final SemanticIds ids;
  private final Trie trie;
  private final PromptBuilder prompts;
  private final double weight;

  /**
   * @param trie of the ads, see {@link io.adlib.serve.release.Release#trieOfAds}
   * @param weight what value counts in the search beside probability; 0 for nothing
   */
  public GeneratorRecall(Generator generator, SemanticIds ids, Trie trie, double weight) {
    this.weight = weight;
    this.generator = generator;
    this.ids = ids;
    this.trie = trie;
    prompts = new PromptBuilder(ids, generator.shape());
  }

  @Override
  public Recall over(SemanticIds grown, Trie changed) {
    generator.prepare(changed);
    return new GeneratorRecall(generator, grown, changed, weight);
  }

  @Override
  public void keepPrefixes(long bytes) {
    generator.keepPrefixes(bytes);
  }

  @Override
  public void forgetUsers() {
    generator.forgetPrefixes();
  }

  @Override
  public List<Proposal> propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k) {
    return proposals(
        generator.generate(
            prompts.build(user, request), trie, legal, guide(beam), Math.min(k, beam)));
  }

  @Override
  public Scored propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k, int[] leaves) {
    Generator.Scored scored =
        generator.generate(
            prompts.build(user, request), trie, legal, guide(beam), Math.min(k, beam), leaves);
    double[] logP_K = new double[leaves.length];
    for (int i = 0; i < logP_K.length; i++) {
      logP_K[i] = scored.logP_K()[i];
    }
    return new Scored(proposals(scored.found()), logP_K);
  }

  private List<Proposal> proposals(List<Generated> found) {
    return found.stream().map(one -> new Proposal(trie.leaf(one.item()), one.logP())).toList();
  }

  @Override
  public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
    return generator.logP(prompts.build(user, request), trie, legal, leaf);
  }

  @Override
  public double[] attention(UserState user, Request request) {
    double[] attention = new double[user.recent().size()];
    if (request.consent()) {
      float[] share_T = generator.rollout(prompts.build(user, request));
      int[] origin_T = prompts.origins(user, request);
      for (int t = 0; t < share_T.length; t++) {
        if (origin_T[t] >= 0) {
          attention[origin_T[t]] += share_T[t];
        }
      }
    }
    return attention;
  }

  @Override
  public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
    Explanation search =
        generator.explain(prompts.build(user, request), trie, legal, guide(beam), beam);
    var levels = new ArrayList<List<Prefix>>();
    search.levels().stream()
        .skip(1)
        .map(
            level ->
                level.beams().stream()
                    .map(b -> new Prefix(b.prefix(), b.logP(), value(b.logV())))
                    .toList())
        .forEach(levels::add);
    levels.add(search.result().stream().map(this::path).toList());
    return List.copyOf(levels);
  }

  /** With value, half of the beam is kept in any case and the rest where there is value. */
  private ValueGuide guide(int beam) {
    return weight > 0 ? new ValueGuide(weight, Math.ceilDiv(beam, 2), beam) : ValueGuide.none(beam);
  }

  private Prefix path(Generated found) {
    return new Prefix(
        IntStream.range(0, ids.depth()).mapToObj(l -> ids.code(found.item(), l)).toList(),
        found.logP(),
        value(found.logV()));
  }

  private OptionalDouble value(float logV) {
    return generator.shape().hasEvaluator()
        ? OptionalDouble.of(Math.exp(logV))
        : OptionalDouble.empty();
  }
}
