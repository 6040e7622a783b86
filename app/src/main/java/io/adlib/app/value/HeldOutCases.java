package io.adlib.app.value;

import io.adlib.learn.policy.HeldOutCase;
import io.adlib.sid.Prompt;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.ArrayList;
import java.util.List;

/** Clicks of users held out, to be found again. */
public final class HeldOutCases {

  private HeldOutCases() {}

  /** Every target of the sequences, evenly thinned to at most so many. */
  public static List<HeldOutCase> of(List<TrainingSequence> sequences, Trie trie, int most) {
    var all = new ArrayList<HeldOutCase>();
    for (TrainingSequence sequence : sequences) {
      for (int t = 0; t < sequence.target_T().length; t++) {
        int item = sequence.target_T()[t];
        if (item >= 0 && trie.leaf(item) >= 0) {
          all.add(new HeldOutCase(upTo(sequence.prompt(), t), item));
        }
      }
    }
    int step = Math.max(1, Math.ceilDiv(all.size(), most));
    var kept = new ArrayList<HeldOutCase>();
    for (int i = 0; i < all.size(); i += step) {
      kept.add(all.get(i));
    }
    return kept;
  }

  private static Prompt upTo(Prompt prompt, int last) {
    int fields = prompt.rows_TF().length / prompt.length();
    return new Prompt(
        java.util.Arrays.copyOf(prompt.kind_T(), last + 1),
        java.util.Arrays.copyOf(prompt.action_T(), last + 1),
        java.util.Arrays.copyOf(prompt.gap_T(), last + 1),
        java.util.Arrays.copyOf(prompt.rows_TF(), (last + 1) * fields));
  }
}
