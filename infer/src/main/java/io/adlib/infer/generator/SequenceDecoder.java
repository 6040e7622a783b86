package io.adlib.infer.generator;

import io.adlib.infer.generator.KeptPrefixes.Prefix;
import io.adlib.infer.generator.Weights.Block;
import io.adlib.infer.generator.Weights.Feed;
import io.adlib.infer.generator.Weights.Linear;
import io.adlib.infer.generator.Weights.Norm;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import java.util.Optional;

/**
 * The blocks over the prompt's positions (HSD) and what is thought of the last one, as {@link
 * GeneratorShape} and {@link GeneratorParts} define them. The last block works out only the
 * position that is asked for, and those before it if thinking tokens look back. Immutable and
 * thread-safe.
 */
final class SequenceDecoder {

  /** What an invisible position scores: e to it is nothing. */
  private static final float INVISIBLE = -1e30f;

  private final GeneratorShape shape;
  private final GeneratorParts parts;
  private final Weights weights;
  private final Kernels kernels;
  private final RecursionRouter router;
  private final Optional<ThinkingTokens> thinking;
  private final Optional<Refiner> refiner;

  SequenceDecoder(GeneratorShape shape, Weights weights, Kernels kernels) {
    this.shape = shape;
    this.weights = weights;
    this.kernels = kernels;
    parts = shape.parts();
    router = new RecursionRouter(shape.width(), kernels);
    thinking = weights.parts().thinking().map(w -> new ThinkingTokens(shape, w, kernels));
    refiner = weights.parts().refining().map(w -> new Refiner(shape, w, kernels));
  }

  /** Leaves {@code h'} of one position in row 0 of {@link Workspace#normed}. */
  void encode(Prompt prompt, int position, Workspace ws) {
    encode(prompt, position, Prefix.NONE, Prefix.NONE, ws);
  }

  /**
   * The same, from where a known beginning of the prompt ends, which is before the position.
   *
   * @param grown filled with the keys and values of its positions
   */
  void encode(Prompt prompt, int position, Prefix known, Prefix grown, Workspace ws) {
    int length = prompt.length();
    int d = shape.width();
    ws.needLength(Math.max(length, parts.thinking()));
    embed(prompt, known.length(), ws);
    segments(prompt, ws);
    int first = known.length();
    int from = thinking.isPresent() ? 0 : position;
    for (int i = 0; i < shape.blocks(); i++) {
      boolean last = i == shape.blocks() - 1;
      boolean again = i == 0 && parts.recursions() > 1;
      Block block = weights.blocks().get(i);
      norm(block.attention(), prompt, ws.x, ws.identity, first, length, ws);
      known.restore(i, ws.kv);
      linear(block.kv(), first, length - first, ws.normed, ws.kv);
      grown.store(i, ws.kv);
      run(block, prompt, ws.x, ws.identity, last ? from : first, last ? position + 1 : length, ws);
      if (again) {
        recur(prompt, last ? from : 0, last ? position + 1 : length, ws);
      }
    }
    norm(weights.last(), prompt, ws.x, ws.identity, from, position + 1, ws);
    if (thinking.isPresent() || refiner.isPresent()) {
      System.arraycopy(ws.normed, position * d, ws.intent, 0, d);
      System.arraycopy(ws.normed, position * d, ws.condition, 0, d);
      thinking.ifPresent(tokens -> tokens.think(position, ws));
      refiner.ifPresent(token -> token.refine(ws));
      System.arraycopy(ws.intent, 0, ws.normed, 0, d);
    } else {
      System.arraycopy(ws.normed, position * d, ws.normed, 0, d);
    }
  }

  /** Block 0 once more for the positions in [from, to) that the router sends on. */
  private void recur(Prompt prompt, int from, int to, Workspace ws) {
    int d = shape.width();
    Block block = weights.blocks().getFirst();
    int count = RecursionRouter.all(from, to, ws);
    for (var route : weights.parts().routes()) {
      count = router.keep(route, count, ws);
      for (int i = 0; i < count; i++) {
        System.arraycopy(ws.x, ws.routed[i] * d, ws.repeated, i * d, d);
      }
      norm(block.attention(), prompt, ws.repeated, ws.routed, 0, count, ws);
      run(block, prompt, ws.repeated, ws.routed, 0, count, ws);
      for (int i = 0; i < count; i++) {
        int t = ws.routed[i] * d;
        float share = ws.share[i];
        kernels.axpy(-share, ws.x, t, ws.x, t, d);
        kernels.axpy(share, ws.repeated, i * d, ws.x, t, d);
      }
    }
  }

  private void embed(Prompt prompt, int first, Workspace ws) {
    int d = shape.width();
    int rowsPerPosition = prompt.rows_TF().length / prompt.length();
    for (int t = first; t < prompt.length(); t++) {
      System.arraycopy(weights.embedKind(), prompt.kind_T()[t] * d, ws.x, t * d, d);
      kernels.axpy(1, weights.embedAction(), prompt.action_T()[t] * d, ws.x, t * d, d);
      kernels.axpy(1, weights.embedGap(), prompt.gap_T()[t] * d, ws.x, t * d, d);
      for (int f = 0; f < rowsPerPosition; f++) {
        int row = prompt.rows_TF()[t * rowsPerPosition + f];
        if (row != 0) {
          weights.embedRows().add(row, ws.x, t * d);
        }
      }
      if (parts.thought() > 0 && prompt.kind_T()[t] == TokenKind.USER.ordinal()) {
        float[] thought_W = prompt.thought_W();
        for (int i = 0; i < thought_W.length; i++) {
          kernels.axpy(thought_W[i], weights.parts().thought(), i * d, ws.x, t * d, d);
        }
      }
    }
  }

  private static void segments(Prompt prompt, Workspace ws) {
    int end = prompt.length();
    for (int t = prompt.length() - 1; t >= 0; t--) {
      if (prompt.kind_T()[t] == TokenKind.ENVIRONMENT.ordinal()) {
        end = t + 1;
      }
      ws.segmentEnd[t] = end;
    }
  }

  /**
   * A block on the rows [from, to) of a stream, whose norms stand in {@link Workspace#normed} and
   * keys and values of all positions in {@link Workspace#kv}.
   *
   * @param position_N of each row
   */
  private void run(
      Block block, Prompt prompt, float[] x, int[] position_N, int from, int to, Workspace ws) {
    int d = shape.width();
    int count = to - from;
    linear(block.uq(), from, count, ws.normed, ws.uq);
    ws.observer.block();
    attend(block, prompt, position_N, from, to, ws);
    for (int n = from; n < to; n++) {
      kernels.siluGate(ws.uq, n * 2 * d, ws.mixed, n * d, d);
    }
    linear(block.out(), from, count, ws.mixed, ws.added);
    kernels.axpy(1, ws.added, from * d, x, from * d, count * d);
    norm(block.feedForward(), prompt, x, position_N, from, to, ws);
    if (block.feeds().size() == 1) {
      feed(block.feeds().getFirst(), from, count, ws.normed, ws);
      kernels.axpy(1, ws.added, from * d, x, from * d, count * d);
    } else {
      feedByKind(block, prompt, x, position_N, from, to, ws);
    }
  }

  /** What a feed-forward adds to rows [from, from + count), into {@link Workspace#added}. */
  private void feed(Feed feed, int from, int count, float[] m, Workspace ws) {
    linear(feed.up(), from, count, m, ws.hidden);
    kernels.silu(ws.hidden, from * shape.hidden(), count * shape.hidden());
    linear(feed.down(), from, count, ws.hidden, ws.added);
  }

  /** The positions of each kind, side by side, through the feed-forward of their kind. */
  private void feedByKind(
      Block block, Prompt prompt, float[] x, int[] position_N, int from, int to, Workspace ws) {
    int d = shape.width();
    for (int kind = 0; kind < block.feeds().size(); kind++) {
      int count = 0;
      for (int n = from; n < to; n++) {
        if (prompt.kind_T()[position_N[n]] == kind) {
          System.arraycopy(ws.normed, n * d, ws.mixed, count++ * d, d);
        }
      }
      feed(block.feeds().get(kind), 0, count, ws.mixed, ws);
      int row = 0;
      for (int n = from; n < to; n++) {
        if (prompt.kind_T()[position_N[n]] == kind) {
          kernels.axpy(1, ws.added, row++ * d, x, n * d, d);
        }
      }
    }
  }

  private void norm(
      Norm norm, Prompt prompt, float[] x, int[] position_N, int from, int to, Workspace ws) {
    int d = shape.width();
    for (int n = from; n < to; n++) {
      int kind = parts.kindNorms() ? prompt.kind_T()[position_N[n]] * d : 0;
      kernels.layerNorm(x, n * d, norm.gain(), kind, norm.bias(), kind, ws.normed, n * d, d);
    }
  }

  private void linear(Linear linear, int from, int count, float[] x, float[] y) {
    PackedMatrix w = linear.weight();
    kernels.gemm(count, x, from * w.in(), w.in(), w, linear.bias(), y, from * w.out(), w.out());
  }

  private void attend(
      Block block, Prompt prompt, int[] position_N, int from, int to, Workspace ws) {
    int d = shape.width();
    int perHead = d / shape.heads();
    int length = prompt.length();
    int padded = ws.padded(length);
    PackedMatrix keys = ws.keys(length);
    PackedMatrix values = ws.values(length);
    for (int h = 0; h < shape.heads(); h++) {
      int column = h * perHead;
      keys.fill(ws.kv, column, 1, 2 * d, length);
      values.fill(ws.kv, d + column, 2 * d, 1, perHead);
      int query = from * 2 * d + d + column;
      kernels.gemm(to - from, ws.uq, query, 2 * d, keys, ws.zeros, ws.scores, 0, padded);
      for (int n = from; n < to; n++) {
        weigh(block, prompt, h, position_N[n], (n - from) * padded, ws);
        ws.observer.weights(position_N[n], ws.scores, (n - from) * padded);
      }
      kernels.gemm(
          to - from, ws.scores, 0, padded, values, ws.zeros, ws.mixed, from * d + column, d);
    }
  }

  /** Turns a row of scores into weights that sum to 1 over what position t sees, 0 elsewhere. */
  private void weigh(Block block, Prompt prompt, int h, int t, int at, Workspace ws) {
    int length = prompt.length();
    int longest = shape.maxLength();
    int last = (h + 1) * longest - 1;
    float[] nearness = block.nearness();
    kernels.axpy(1, nearness, last - t, ws.scores, at, t + 1);
    int end = t + 1;
    if (parts.hybridAttention() && isPrompt(prompt, t)) {
      for (int s = t + 1; s < ws.segmentEnd[t]; s++) {
        boolean visible = isPrompt(prompt, s);
        float score = ws.scores[at + s] + nearness[last - (s - t)];
        ws.scores[at + s] = visible ? score : INVISIBLE;
        end = visible ? s + 1 : end;
      }
    }
    kernels.softmax(ws.scores, at, end);
    java.util.Arrays.fill(ws.scores, at + end, at + length, 0);
  }

  private static boolean isPrompt(Prompt prompt, int t) {
    return prompt.kind_T()[t] != TokenKind.ITEM.ordinal();
  }
}
