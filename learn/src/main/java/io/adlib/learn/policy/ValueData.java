package io.adlib.learn.policy;

import io.adlib.learn.generator.TargetWeights;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.List;

/**
 * What the stages after next-item prediction learn from.
 *
 * @param train sequences of what users clicked
 * @param worth how much each click counts, {@link VaftWeights}
 * @param episodes requests of the log, to try ads at; the last tenth is only validated on
 * @param guard clicks of users held out
 */
public record ValueData(
    SemanticIds ids,
    Trie trie,
    List<TrainingSequence> train,
    TargetWeights worth,
    List<Episode> episodes,
    Simulator simulator,
    HitRateGuard guard) {

  public ValueData {
    episodes = List.copyOf(episodes);
  }

  /** How many of the episodes are learnt from. */
  int learnt() {
    return episodes.size() - episodes.size() / 10;
  }
}
