package io.adlib.learn.tiger;

import io.adlib.kernel.compute.TopK;
import io.adlib.learn.attention.Packing;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Beam search with {@link Tiger} inside a trie: level by level the {@code width} prefixes of the
 * highest log-probability are kept, the probability of a code being that among the legal ones. Not
 * thread-safe.
 */
public final class TigerBeam {

  private final Tiger model;
  private final SemanticIds ids;
  private final Trie trie;
  private final int width;

  /**
   * @param width prefixes kept a level, at least 1
   */
  public TigerBeam(Tiger model, SemanticIds ids, Trie trie, int width) {
    this.model = model;
    this.ids = ids;
    this.trie = trie;
    this.width = width;
  }

  /**
   * What was found for one history.
   *
   * @param item_K items, best first
   * @param logP_K natural logarithm of each item's probability
   */
  public record Found(int[] item_K, float[] logP_K) {}

  private record Beam(int node, float logP) {}

  /** The best next items after each history, in the histories' order. */
  public List<Found> search(List<int[]> histories) {
    return Torch.stepWithoutGradient(() -> searchInside(histories));
  }

  private List<Found> searchInside(List<int[]> histories) {
    Memory memory = memory(histories);
    List<List<Beam>> beams = new ArrayList<>();
    histories.forEach(_ -> beams.add(List.of(new Beam(0, 0))));
    for (int level = 0; level < trie.depth(); level++) {
      grow(beams, level, memory);
    }
    return beams.stream().map(this::found).toList();
  }

  private Found found(List<Beam> leaves) {
    float[] logP_K = new float[leaves.size()];
    for (int k = 0; k < logP_K.length; k++) {
      logP_K[k] = leaves.get(k).logP();
    }
    return new Found(leaves.stream().mapToInt(leaf -> trie.item(leaf.node())).toArray(), logP_K);
  }

  /** Takes every history's beams down by a level. */
  private void grow(List<List<Beam>> beams, int level, Memory memory) {
    int most = 0;
    for (List<Beam> mine : beams) {
      most = Math.max(most, (int) mine.stream().filter(beam -> choices(level, beam) > 1).count());
    }
    float[] logit_RC = most == 0 ? new float[0] : logits(beams, level, most, memory);
    int codes = trie.codesPerLevel();
    var best = new TopK();
    for (int b = 0; b < beams.size(); b++) {
      best.reset(width);
      int row = b * most;
      for (Beam beam : beams.get(b)) {
        int first = trie.firstChild(level, beam.node());
        int choices = choices(level, beam);
        if (choices == 1) {
          best.offer(beam.logP(), first, 0);
          continue;
        }
        float normaliser = logSumExp(logit_RC, row * codes, level, first, choices);
        for (int child = first; child < first + choices; child++) {
          float logit = logit_RC[row * codes + trie.code(level + 1, child)];
          best.offer(beam.logP() + logit - normaliser, child, 0);
        }
        row++;
      }
      best.sort();
      List<Beam> kept = new ArrayList<>();
      for (int k = 0; k < best.size(); k++) {
        kept.add(new Beam(best.number(k), best.score(k)));
      }
      beams.set(b, kept);
    }
  }

  private int choices(int level, Beam beam) {
    return trie.firstChild(level, beam.node() + 1) - trie.firstChild(level, beam.node());
  }

  private float logSumExp(float[] logit_RC, int row, int level, int first, int choices) {
    float most = Float.NEGATIVE_INFINITY;
    for (int child = first; child < first + choices; child++) {
      most = Math.max(most, logit_RC[row + trie.code(level + 1, child)]);
    }
    double sum = 0;
    for (int child = first; child < first + choices; child++) {
      sum += Math.exp(logit_RC[row + trie.code(level + 1, child)] - most);
    }
    return (float) (most + Math.log(sum));
  }

  /** Logits of all codes for the beams that have a choice, {@code most} rows a history. */
  private float[] logits(List<List<Beam>> beams, int level, int most, Memory memory) {
    int n = level + 1;
    int rows = beams.size() * most;
    int[] token_Rn = new int[rows * n];
    int[] last_R = new int[rows];
    for (int b = 0; b < beams.size(); b++) {
      int row = b * most;
      for (Beam beam : beams.get(b)) {
        if (choices(level, beam) > 1) {
          int item = trie.item(trie.firstLeaf(level, beam.node()));
          for (int l = 0; l < level; l++) {
            token_Rn[row * n + l + 1] = model.token(l, ids.code(item, l));
          }
          row++;
        }
      }
    }
    Arrays.setAll(last_R, row -> row * n + level);
    var precision = Precision.FLOAT32;
    return model
        .decode(token_Rn, n, memory, precision, Dropout.NONE)
        .rows(Tensor.of(last_R, rows))
        .matmul(model.codes(level).transpose(0, 1))
        .floats();
  }

  private Memory memory(List<int[]> histories) {
    int depth = model.config().depth();
    int longest = model.config().maxItems();
    int[][] recent =
        histories.stream()
            .map(h -> Arrays.copyOfRange(h, Math.max(0, h.length - longest), h.length))
            .toArray(int[][]::new);
    Integer[] order = new Integer[recent.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, java.util.Comparator.comparingInt(i -> recent[i].length));
    int[] tokens =
        Arrays.stream(order)
            .flatMapToInt(i -> Arrays.stream(recent[i]))
            .flatMap(
                item ->
                    java.util.stream.IntStream.range(0, depth)
                        .map(level -> model.token(level, ids.code(item, level))))
            .toArray();
    int[] lengths = Arrays.stream(order).mapToInt(i -> recent[i].length * depth).toArray();
    int[] start_B = new int[recent.length];
    int[] length_B = new int[recent.length];
    int at = 0;
    for (int i = 0; i < order.length; i++) {
      start_B[order[i]] = at;
      length_B[order[i]] = lengths[i];
      at += lengths[i];
    }
    var precision = Precision.FLOAT32;
    Tensor encoded_QD = model.encode(tokens, new Packing(lengths), precision, Dropout.NONE);
    return new Memory(model, encoded_QD, start_B, length_B);
  }
}
