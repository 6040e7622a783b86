package io.adlib.evaluate.fusion;

import io.adlib.core.Progress;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.Ranks;
import io.adlib.evaluate.sequential.SequentialScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Several models as one: their scores are {@link Evidence}, weighed as users of validation chose,
 * for the ranking without the items of the history and for that of all items each on its own. What
 * is no model's candidate is never recommended. For use by one thread at a time.
 */
public final class Fusion {

  private static final int BATCH = 64;

  private final List<SequentialScorer> parts;
  private final Choice masked;
  private final Choice unmasked;

  private Fusion(List<SequentialScorer> parts, Choice masked, Choice unmasked) {
    this.parts = parts;
    this.masked = masked;
    this.unmasked = unmasked;
  }

  /**
   * Learns the weights.
   *
   * @param parts the models; the first one alone is what there is without evidence
   * @param cases of validation; those whose target no model has among its first are passed over
   */
  public static Fusion fitted(
      List<? extends SequentialScorer> parts, LeaveOneOut.Cases cases, Progress progress) {
    List<SequentialScorer> copy = List.copyOf(parts);
    var masked = new ArrayList<Evidence>();
    var unmasked = new ArrayList<Evidence>();
    read(
        copy,
        cases,
        progress,
        (at, scores_PN) -> {
          addIfTold(evidence(scores_PN, cases, at, true), masked);
          addIfTold(evidence(scores_PN, cases, at, false), unmasked);
        });
    double[] start_F = new double[Evidence.VIEWS * copy.size()];
    start_F[0] = 1;
    return new Fusion(copy, Choice.fitted(masked, start_F), Choice.fitted(unmasked, start_F));
  }

  private static void addIfTold(Evidence evidence, List<Evidence> told) {
    if (evidence.target() >= 0) {
      told.add(evidence);
    }
  }

  /** Ranks each case's target. */
  public FullRanking rank(LeaveOneOut.Cases cases, Progress progress) {
    int[] masked_U = new int[cases.size()];
    int[] unmasked_U = new int[cases.size()];
    read(
        parts,
        cases,
        progress,
        (at, scores_PN) -> {
          masked_U[at] = rank(masked, evidence(scores_PN, cases, at, true));
          unmasked_U[at] = rank(unmasked, evidence(scores_PN, cases, at, false));
        });
    return new FullRanking(new Ranks(masked_U), new Ranks(unmasked_U));
  }

  /** How many other candidates do not score below the target. */
  private static int rank(Choice choice, Evidence evidence) {
    if (evidence.target() < 0) {
      return Ranks.DEEPEST;
    }
    double mine = choice.score(evidence, evidence.target());
    int before = -1;
    for (int c = 0; c < evidence.size(); c++) {
      before += choice.score(evidence, c) < mine ? 0 : 1;
    }
    return before;
  }

  /** The weights, a line a model: of score, squashed score and place, masked and unmasked. */
  public String describe() {
    var text = new StringBuilder();
    for (int p = 0; p < parts.size(); p++) {
      text.append(p == 0 ? "" : System.lineSeparator()).append(parts.get(p).name()).append(':');
      for (Choice choice : List.of(masked, unmasked)) {
        for (int view = 0; view < Evidence.VIEWS; view++) {
          text.append(
              String.format(Locale.ROOT, " %.2f", choice.weight_F()[Evidence.VIEWS * p + view]));
        }
        text.append(choice == masked ? "; unmasked" : "");
      }
    }
    return text.toString();
  }

  private static Evidence evidence(
      float[][] scores_PN, LeaveOneOut.Cases cases, int at, boolean masked) {
    return Evidence.of(scores_PN, cases.histories()[at], masked, cases.targets()[at]);
  }

  /** Takes one case's scores by every model; they are valid until it returns. */
  private interface Reader {
    void read(int at, float[][] scores_PN);
  }

  private static void read(
      List<SequentialScorer> parts, LeaveOneOut.Cases cases, Progress progress, Reader reader) {
    float[][][] scores_PBN =
        new float[parts.size()][Math.min(BATCH, cases.size())][cases.itemCount()];
    try (Progress.Task task =
        progress.start("fuse " + parts.size() + " models on " + cases.part(), cases.size())) {
      for (int from = 0; from < cases.size(); from += BATCH) {
        int[][] histories =
            Arrays.copyOfRange(cases.histories(), from, Math.min(cases.size(), from + BATCH));
        for (int p = 0; p < scores_PBN.length; p++) {
          parts.get(p).score(histories, scores_PBN[p]);
        }
        for (int b = 0; b < histories.length; b++) {
          float[][] scores_PN = new float[parts.size()][];
          for (int p = 0; p < scores_PN.length; p++) {
            scores_PN[p] = scores_PBN[p][b];
          }
          reader.read(from + b, scores_PN);
        }
        task.advance(histories.length);
      }
    }
  }
}
