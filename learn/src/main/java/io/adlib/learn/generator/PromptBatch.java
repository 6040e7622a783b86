package io.adlib.learn.generator;

import io.adlib.learn.attention.Packing;
import io.adlib.learn.attention.Packing.Group;
import io.adlib.learn.torch.Tensor;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Prompts as tensors, shortest first. Made inside a step and valid in it. */
final class PromptBatch {

  private final List<Prompt> prompts;
  private final GeneratorShape shape;
  private final Packing packing;
  private final int[] rows_PF;
  private final Tensor kind_PK;
  private final Tensor action_PA;
  private final Tensor gap_PG;
  private final int[] kind_P;
  private final int onlyKind;
  private final Map<Integer, Tensor> distances = new HashMap<>();
  private final Map<Integer, Tensor> invisible = new HashMap<>();

  /**
   * @param prompts ascending in length
   */
  PromptBatch(List<Prompt> prompts, GeneratorShape shape) {
    this.prompts = prompts;
    this.shape = shape;
    packing = new Packing(prompts.stream().mapToInt(Prompt::length).toArray());
    int positions = packing.positions();
    int fields = prompts.getFirst().rows_TF().length / prompts.getFirst().length();
    rows_PF = new int[positions * fields];
    int[] kind = new int[positions];
    int[] action = new int[positions];
    int[] gap = new int[positions];
    int p = 0;
    for (Prompt prompt : prompts) {
      System.arraycopy(prompt.rows_TF(), 0, rows_PF, p * fields, prompt.rows_TF().length);
      for (int t = 0; t < prompt.length(); t++, p++) {
        kind[p] = prompt.kind_T()[t];
        action[p] = prompt.action_T()[t];
        gap[p] = prompt.gap_T()[t];
      }
    }
    kind_PK = oneHot(kind, TokenKind.values().length);
    action_PA = oneHot(action, Prompt.ACTIONS);
    gap_PG = oneHot(gap, Prompt.GAPS);
    kind_P = kind;
    onlyKind = Arrays.stream(kind).allMatch(k -> k == kind[0]) ? kind[0] : -1;
  }

  Packing packing() {
    return packing;
  }

  /** The length of a sequence. */
  int length(int sequence) {
    return prompts.get(sequence).length();
  }

  /** The user's thought at each U token that has one, zeros elsewhere, [P,W]. */
  Tensor thought_PW() {
    int width = shape.parts().thought();
    float[] thought = new float[packing.positions() * width];
    int p = 0;
    for (Prompt prompt : prompts) {
      for (int t = 0; t < prompt.length(); t++, p++) {
        if (prompt.kind_T()[t] == TokenKind.USER.ordinal()) {
          System.arraycopy(prompt.thought_W(), 0, thought, p * width, prompt.thought_W().length);
        }
      }
    }
    return Tensor.of(thought, packing.positions(), width);
  }

  /** Each position's embedding rows, flat. */
  int[] rows_PF() {
    return rows_PF;
  }

  /** 1 at each position's kind; its product with a small table is a fast look-up with gradient. */
  Tensor kind_PK() {
    return kind_PK;
  }

  /** 1 at each position's action. */
  Tensor action_PA() {
    return action_PA;
  }

  /** 1 at each position's time-gap bucket. */
  Tensor gap_PG() {
    return gap_PG;
  }

  private static Tensor oneHot(int[] value_P, int size) {
    float[] hot = new float[value_P.length * size];
    for (int p = 0; p < value_P.length; p++) {
      hot[p * size + value_P[p]] = 1;
    }
    return Tensor.of(hot, value_P.length, size);
  }

  /** The kind that all positions have, or −1. */
  int onlyKind() {
    return onlyKind;
  }

  /** The positions of a kind. */
  int[] positionsOf(int kind) {
    return IntStream.range(0, kind_P.length).filter(p -> kind_P[p] == kind).toArray();
  }

  /** {@code min(|t−s|, R−1)} for all t, s of a group, flat. */
  Tensor distance_TT(Group group) {
    return distances.computeIfAbsent(
        group.length(),
        length -> {
          int[] distance = new int[length * length];
          for (int t = 0; t < length; t++) {
            for (int s = 0; s < length; s++) {
              distance[t * length + s] = Math.min(Math.abs(t - s), shape.positions() - 1);
            }
          }
          return Tensor.of(distance, distance.length);
        });
  }

  /** 0 where s is visible from t, else −∞: [T,T] if it is the same for all, else [B,1,T,T]. */
  Tensor invisible(Group group) {
    return invisible.computeIfAbsent(
        group.firstSequence(),
        first -> {
          if (onlyKind == TokenKind.ITEM.ordinal() || !shape.parts().hybridAttention()) {
            float[] mask = new float[group.length() * group.length()];
            hide(mask, 0, group.length(), new int[group.length()]);
            return Tensor.of(mask, group.length(), group.length());
          }
          int area = group.length() * group.length();
          float[] mask = new float[group.sequences() * area];
          for (int b = 0; b < group.sequences(); b++) {
            int[] segments = segments(prompts.get(first + b), group.length());
            hide(mask, b * area, group.length(), segments);
          }
          return Tensor.of(mask, group.sequences(), 1, group.length(), group.length());
        });
  }

  /** The segment of each prompt token, from 1; 0 for items and what lies beyond the end. */
  private static int[] segments(Prompt prompt, int length) {
    int[] segment = new int[length];
    int current = 1;
    for (int t = 0; t < prompt.length(); t++) {
      TokenKind kind = TokenKind.values()[prompt.kind_T()[t]];
      segment[t] = kind.isPrompt() ? current : 0;
      current += kind == TokenKind.ENVIRONMENT ? 1 : 0;
    }
    return segment;
  }

  private static void hide(float[] mask, int offset, int length, int[] segment) {
    for (int t = 0; t < length; t++) {
      for (int s = t + 1; s < length; s++) {
        boolean together = segment[t] > 0 && segment[t] == segment[s];
        mask[offset + t * length + s] = together ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
  }
}
