package io.adlib.app.ablation;

import io.adlib.core.Event;
import io.adlib.core.User;
import io.adlib.sid.Prompt;
import io.adlib.sid.prompt.PromptBuilder;
import io.adlib.sid.prompt.TrainingSequence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Users' histories as sequences to train, to stop, and to test on. A thought is written from what
 * came before a moment, the cut, so it may stand only where something after the cut is predicted: a
 * user with a thought gives the sequences before the cut without it, and the whole history with it,
 * the targets before the cut taken out. Each target is given once, with and without thoughts.
 *
 * @param prompts writes them
 * @param cut when thoughts were written
 * @param thoughts by user's id; empty to go without
 */
record AblationCases(PromptBuilder prompts, Instant cut, Map<String, float[]> thoughts) {

  /**
   * Something to be predicted for a user who was not trained on.
   *
   * @param user whose it is
   * @param prompt up to the request
   * @param item the ad that was clicked, its number in the semantic IDs
   */
  record Case(String user, Prompt prompt, int item) {}

  /** A user's whole history, each target once. */
  List<TrainingSequence> train(User user, List<Event> events) {
    List<TrainingSequence> whole = prompts.train(user, events);
    float[] thought_W = thoughts.get(user.id());
    if (thought_W == null) {
      return whole;
    }
    List<TrainingSequence> before = prompts.train(user, before(events));
    var sequences = new ArrayList<>(before);
    int hidden = targets(before);
    for (TrainingSequence sequence : whole) {
      int[] target_T = sequence.target_T().clone();
      for (int t = 0; t < target_T.length && hidden > 0; t++) {
        if (target_T[t] >= 0) {
          target_T[t] = -1;
          hidden--;
        }
      }
      if (Arrays.stream(target_T).anyMatch(target -> target >= 0)) {
        sequences.add(new TrainingSequence(sequence.prompt().withThought(thought_W), target_T));
      }
    }
    return sequences;
  }

  /** The last targets of a user after the cut, at most so many. */
  List<Case> test(User user, List<Event> events, int most) {
    var cases = new ArrayList<Case>();
    float[] thought_W = thoughts.getOrDefault(user.id(), new float[0]);
    int seen = targets(prompts.train(user, before(events)));
    for (TrainingSequence sequence : prompts.train(user, events)) {
      for (int t = 0; t < sequence.target_T().length; t++) {
        int item = sequence.target_T()[t];
        if (item >= 0 && seen-- <= 0) {
          cases.add(new Case(user.id(), sequence.prompt().upTo(t).withThought(thought_W), item));
        }
      }
    }
    return cases.subList(Math.max(0, cases.size() - most), cases.size());
  }

  private List<Event> before(List<Event> events) {
    return events.stream().filter(event -> event.time().isBefore(cut)).toList();
  }

  private static int targets(List<TrainingSequence> sequences) {
    return (int)
        sequences.stream()
            .flatMapToInt(s -> Arrays.stream(s.target_T()))
            .filter(target -> target >= 0)
            .count();
  }
}
