package io.adlib.learn.generator;

import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.Prompt;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Beam search over a trie with libtorch, for evaluation while training: level by level the {@code
 * width} prefixes of the highest log-probability are kept. A width of the trie's largest level is
 * exact. Not thread-safe.
 */
public final class GeneratorBeam {

  private final Generator model;
  private final Trie trie;
  private final int width;

  /**
   * @param width prefixes kept a level, at least 1
   */
  public GeneratorBeam(Generator model, Trie trie, int width) {
    this.model = model;
    this.trie = trie;
    this.width = width;
  }

  /**
   * What was found for one prompt.
   *
   * @param item_K items, best first
   * @param logP_K natural logarithm of each item's probability
   * @param pruned the highest log-probability of a prefix that was given up: an item above it is
   *     certainly in place; −∞ if none was
   */
  public record Found(int[] item_K, float[] logP_K, float pruned) {}

  private record Beam(int node, float logP, int row) {}

  /** The best items as generated at the last position of each prompt, in the prompts' order. */
  public List<Found> search(List<Prompt> prompts) {
    return Torch.stepWithoutGradient(() -> searchInside(prompts));
  }

  private List<Found> searchInside(List<Prompt> prompts) {
    var none = GeneratorRegularisation.NONE;
    Integer[] order = new Integer[prompts.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    java.util.Arrays.sort(order, Comparator.comparingInt(i -> prompts.get(i).length()));
    List<Prompt> sorted = java.util.Arrays.stream(order).map(prompts::get).toList();
    int[] last = new int[order.length];
    int position = -1;
    for (int i = 0; i < order.length; i++) {
      position += sorted.get(i).length();
      last[order[i]] = position;
    }
    Tensor s_MD =
        model
            .encode(new PromptBatch(sorted, model.shape()), none, Dropout.NONE)
            .rows(Tensor.of(last, last.length));
    List<List<Beam>> beams = new ArrayList<>();
    float[] pruned = new float[prompts.size()];
    java.util.Arrays.fill(pruned, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < prompts.size(); i++) {
      beams.add(List.of(new Beam(0, 0, i)));
    }
    for (int level = 0; level < trie.depth(); level++) {
      Tensor refined_MD = model.refine(s_MD, level, none, Dropout.NONE);
      float[] logits = model.logits(refined_MD, level, none, Dropout.NONE).floats();
      List<int[]> chosen = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        var next = expand(beams.get(i), level, logits);
        if (next.size() > width) {
          pruned[i] = Math.max(pruned[i], next.get(width).logP);
          next = next.subList(0, width);
        }
        var kept = new ArrayList<Beam>();
        for (Beam beam : next) {
          kept.add(new Beam(beam.node, beam.logP, chosen.size()));
          chosen.add(new int[] {beam.row, trie.code(level + 1, beam.node)});
        }
        beams.set(i, kept);
      }
      if (level < trie.depth() - 1) {
        int[] row = chosen.stream().mapToInt(c -> c[0]).toArray();
        int[] code = chosen.stream().mapToInt(c -> c[1]).toArray();
        s_MD =
            model.choose(
                refined_MD.rows(Tensor.of(row, row.length)), level, Tensor.of(code, code.length));
      }
    }
    var found = new ArrayList<Found>();
    for (int i = 0; i < prompts.size(); i++) {
      var leaves = beams.get(i);
      int[] item = leaves.stream().mapToInt(beam -> trie.item(beam.node)).toArray();
      float[] logP = new float[item.length];
      for (int k = 0; k < item.length; k++) {
        logP[k] = leaves.get(k).logP;
      }
      found.add(new Found(item, logP, pruned[i]));
    }
    return found;
  }

  /** All children of the beams, most probable first. */
  private List<Beam> expand(List<Beam> beams, int level, float[] logits) {
    int c = trie.codesPerLevel();
    var next = new ArrayList<Beam>();
    for (Beam beam : beams) {
      int from = trie.firstChild(level, beam.node);
      int to = trie.firstChild(level, beam.node + 1);
      float max = Float.NEGATIVE_INFINITY;
      for (int child = from; child < to; child++) {
        max = Math.max(max, logits[beam.row * c + trie.code(level + 1, child)]);
      }
      double sum = 0;
      for (int child = from; child < to; child++) {
        sum += Math.exp(logits[beam.row * c + trie.code(level + 1, child)] - max);
      }
      double normaliser = max + Math.log(sum);
      for (int child = from; child < to; child++) {
        double logP = logits[beam.row * c + trie.code(level + 1, child)] - normaliser;
        next.add(new Beam(child, (float) (beam.logP + logP), beam.row));
      }
    }
    next.sort(Comparator.comparingDouble((Beam beam) -> -beam.logP).thenComparingInt(Beam::node));
    return next;
  }
}
