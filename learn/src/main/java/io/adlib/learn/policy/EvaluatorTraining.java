package io.adlib.learn.policy;

import io.adlib.core.Seed;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.PathLikelihood;
import io.adlib.learn.generator.PathObjective;
import io.adlib.learn.generator.PathScores;
import io.adlib.learn.generator.Situation;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.training.Trainee;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A generator's evaluator with what it learns from: of each episode some items that the generator
 * draws, which teach every head what a request and its prefixes are worth under this policy, and
 * some legal ones drawn evenly, which teach what the ads that it does not yet write are worth. The
 * loss is that of a Poisson mean, {@code V − R log V}, whose least is where V is the expectation of
 * R, on the scale of log V. Nothing but the evaluator's weights is trained. Used by one thread.
 */
public final class EvaluatorTraining implements Trainee {

  private static final int CHUNK = 32;

  private final Generator model;
  private final PathLikelihood likelihood;
  private final Trie trie;
  private final List<Episode> episodes;
  private final List<Episode> validation;
  private final Rewards rewards;
  private final int drawn;
  private final int even;

  /**
   * @param model with an evaluator
   * @param episodes to learn from, the first of the simulator's
   * @param validation more episodes, the simulator's next
   * @param drawn items of each episode that the generator draws
   * @param even legal items of each episode, drawn evenly
   */
  public EvaluatorTraining(
      Generator model,
      SemanticIds ids,
      Trie trie,
      List<Episode> episodes,
      List<Episode> validation,
      Simulator simulator,
      RewardConfig reward,
      int drawn,
      int even) {
    this.model = model;
    this.trie = trie;
    this.episodes = List.copyOf(episodes);
    this.validation = List.copyOf(validation);
    this.drawn = drawn;
    this.even = even;
    likelihood = new PathLikelihood(model, ids, trie);
    rewards = new Rewards(reward, simulator, ids, trie, model.shape().joint());
  }

  @Override
  public String name() {
    return "train evaluator";
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public int examples() {
    return episodes.size();
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    List<Situation> situations =
        Arrays.stream(examples).mapToObj(i -> episodes.get(i).situation()).toList();
    int[][] item_BK = items(situations, randomness);
    double[][] reward_BK = new double[item_BK.length][];
    Arrays.setAll(reward_BK, b -> rewards.terminal(examples[b], item_BK[b]));
    PathObjective objective = scores -> pull(scores, reward_BK);
    double loss = likelihood.backward(situations, item_BK, objective, false);
    return new Step(loss, Arrays.stream(item_BK).mapToInt(items -> items.length).sum());
  }

  /** The generator's own first, then the even ones. */
  private int[][] items(List<Situation> situations, Seed randomness) {
    int[][] own_BK = likelihood.sample(situations, drawn, randomness);
    int[][] item_BK = new int[own_BK.length][];
    for (int b = 0; b < own_BK.length; b++) {
      var legal = situations.get(b).legal();
      int[] leaves =
          IntStream.range(0, trie.leaves()).filter(leaf -> legal.any(leaf, leaf + 1)).toArray();
      int[] more =
          randomness
              .of("even")
              .of(b)
              .generator()
              .ints(even, 0, leaves.length)
              .map(i -> trie.item(leaves[i]))
              .toArray();
      item_BK[b] = IntStream.concat(Arrays.stream(own_BK[b]), Arrays.stream(more)).toArray();
    }
    return item_BK;
  }

  private PathObjective.Pull pull(PathScores scores, double[][] reward_BK) {
    var pull = PathObjective.Pull.zeros(scores);
    double loss = 0;
    int all = Arrays.stream(reward_BK).mapToInt(rewards -> rewards.length).sum();
    double share = 1.0 / all;
    for (int b = 0; b < reward_BK.length; b++) {
      for (int k = 0; k < reward_BK[b].length; k++) {
        double reward = reward_BK[b][k];
        double[] logV_S = scores.logV_BKS()[b][k];
        double[] by_S = pull.byLogV_BKS()[b][k];
        boolean own = k < drawn;
        for (int s = own ? 0 : logV_S.length - 1; s < logV_S.length; s++) {
          loss += share * (Math.exp(logV_S[s]) - reward * logV_S[s]);
          by_S[s] = share * (Math.exp(logV_S[s]) - reward);
        }
        if (own) {
          double logV = scores.logV_B()[b];
          loss += share * (Math.exp(logV) - reward * logV);
          pull.byLogV_B()[b] += share * (Math.exp(logV) - reward);
        } else {
          // what was not drawn by the policy says nothing of what its requests are worth
          pull.byLogV_B()[b] -= by_S[by_S.length - 1];
        }
      }
    }
    return pull.of(loss);
  }

  /** Less the same loss of the final value, on other episodes. */
  @Override
  public double validate() {
    double loss = 0;
    int count = 0;
    for (int from = 0; from < validation.size(); from += CHUNK) {
      int first = from;
      List<Situation> situations =
          validation.subList(from, Math.min(validation.size(), from + CHUNK)).stream()
              .map(Episode::situation)
              .toList();
      int[][] item_BK = items(situations, new Seed(from));
      PathScores scores = likelihood.score(situations, item_BK);
      for (int b = 0; b < item_BK.length; b++) {
        double[] reward_K = rewards.terminal(episodes.size() + first + b, item_BK[b]);
        for (int k = 0; k < reward_K.length; k++) {
          double[] logV_S = scores.logV_BKS()[b][k];
          double logV = logV_S[logV_S.length - 1];
          loss += Math.exp(logV) - reward_K[k] * logV;
          count++;
        }
      }
    }
    return count == 0 ? 0 : -loss / count;
  }
}
