package io.adlib.learn.generator;

import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.kernel.compute.TopK;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.Prompt;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Beam search over a trie with libtorch, for evaluation while training: level by level the {@code
 * width} prefixes of the highest log-probability are kept. A width of the trie's largest level is
 * exact. Not thread-safe.
 */
public final class GeneratorBeam {

  /** Plain loops: vector lanes may be summed in another order once compiled, bits would differ. */
  private static final Kernels KERNELS = new ScalarKernels();

  private final Generator model;
  private final Trie trie;
  private final int width;

  /** w of level A's nodes and v of the later ones', as they were when this was made. */
  private final float[][] vector_LND;

  /**
   * @param model with its weights as they are now
   * @param width prefixes kept a level, at least 1
   */
  public GeneratorBeam(Generator model, Trie trie, int width) {
    this.model = model;
    this.trie = trie;
    this.width = width;
    var rows = new NodeRows(trie, model.shape());
    vector_LND = new float[trie.depth() + 1][];
    for (int level = model.shape().joint(); level <= trie.depth(); level++) {
      int[] rows_NF = rows.of(level);
      int nodes = trie.nodes(level);
      vector_LND[level] =
          Torch.stepWithoutGradient(() -> model.rowSums().of(rows_NF, nodes).floats());
    }
  }

  /**
   * What was found for one prompt.
   *
   * @param item_K items, best first
   * @param logP_K natural logarithm of each item's probability
   * @param pruned the highest log-probability of a prefix that was given up: an item above it is
   *     certainly in place; −∞ if none was
   * @param firstLogP_N log-probabilities of all nodes of level A, kept or given up
   */
  public record Found(int[] item_K, float[] logP_K, float pruned, float[] firstLogP_N) {}

  /**
   * @param row of the state it came from
   */
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
    Arrays.sort(order, Comparator.comparingInt(i -> prompts.get(i).length()));
    List<Prompt> sorted = Arrays.stream(order).map(prompts::get).toList();
    int[] end = new int[order.length];
    int[] place = new int[order.length];
    int position = -1;
    for (int i = 0; i < order.length; i++) {
      position += sorted.get(i).length();
      end[i] = position;
      place[order[i]] = i;
    }
    var batch = new PromptBatch(sorted, model.shape());
    Tensor h_PD = model.encode(batch, model.rowSums(), none, Dropout.NONE);
    Tensor s_MD =
        model.intent(h_PD, batch, end, none, Dropout.NONE).rows(Tensor.of(place, place.length));
    int joint = model.shape().joint();
    int first = trie.nodes(joint);
    Tensor w_ND = Tensor.of(vector_LND[joint], first, model.shape().width());
    float[] logit_MN = s_MD.matmul(w_ND.transpose(0, 1)).floats();
    List<List<Beam>> beams = new ArrayList<>();
    float[] pruned = new float[prompts.size()];
    Arrays.fill(pruned, Float.NEGATIVE_INFINITY);
    List<Beam> kept = new ArrayList<>();
    var best = new TopK();
    for (int i = 0; i < prompts.size(); i++) {
      best.reset(width + 1);
      offer(new Beam(0, 0, i), 0, Arrays.copyOfRange(logit_MN, i * first, (i + 1) * first), best);
      beams.add(keep(best, i, pruned, kept));
    }
    for (int level = joint; level < trie.depth(); level++) {
      int[] row = kept.stream().mapToInt(Beam::row).toArray();
      int[] node = kept.stream().mapToInt(Beam::node).toArray();
      s_MD = model.choose(s_MD.rows(Tensor.of(row, row.length)), vectors(level, node));
      s_MD = model.refine(s_MD, level, none, Dropout.NONE);
      float[] q_MD = model.query(s_MD, level, none, Dropout.NONE).floats();
      kept = new ArrayList<>();
      int at = 0;
      for (int i = 0; i < prompts.size(); i++) {
        best.reset(width + 1);
        for (Beam beam : beams.get(i)) {
          int from = trie.firstChild(level, beam.node);
          int to = trie.firstChild(level, beam.node + 1);
          expand(new Beam(beam.node, beam.logP, at++), from, to, level + 1, q_MD, best);
        }
        beams.set(i, keep(best, i, pruned, kept));
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
      float[] firstLogP = Arrays.copyOfRange(logit_MN, i * first, (i + 1) * first);
      float normaliser = KERNELS.logSumExp(firstLogP, 0, first);
      for (int node = 0; node < first; node++) {
        firstLogP[node] -= normaliser;
      }
      found.add(new Found(item, logP, pruned[i], firstLogP));
    }
    return found;
  }

  private Tensor vectors(int level, int[] node_M) {
    int d = model.shape().width();
    float[] vector_MD = new float[node_M.length * d];
    for (int m = 0; m < node_M.length; m++) {
      System.arraycopy(vector_LND[level], node_M[m] * d, vector_MD, m * d, d);
    }
    return Tensor.of(vector_MD, node_M.length, d);
  }

  /** The most probable of what may follow a prompt's beams. */
  private List<Beam> keep(TopK best, int prompt, float[] pruned, List<Beam> kept) {
    best.sort();
    if (best.size() > width) {
      pruned[prompt] = Math.max(pruned[prompt], best.score(width));
    }
    var beams = new ArrayList<Beam>();
    for (int k = 0; k < Math.min(width, best.size()); k++) {
      beams.add(new Beam(best.number(k), best.score(k), best.tag(k)));
    }
    kept.addAll(beams);
    return beams;
  }

  /** Offers the nodes [from, to) of a level as what may follow a beam. */
  private void expand(Beam beam, int from, int to, int level, float[] q_MD, TopK best) {
    int d = model.shape().width();
    float[] logit_N = new float[to - from];
    for (int i = 0; i < logit_N.length && logit_N.length > 1; i++) {
      logit_N[i] = KERNELS.dot(q_MD, beam.row * d, vector_LND[level], (from + i) * d, d);
    }
    offer(beam, from, logit_N, best);
  }

  private static void offer(Beam beam, int from, float[] logit_N, TopK best) {
    float normaliser =
        logit_N.length == 1 ? logit_N[0] : KERNELS.logSumExp(logit_N, 0, logit_N.length);
    for (int i = 0; i < logit_N.length; i++) {
      best.offer(beam.logP + logit_N[i] - normaliser, from + i, beam.row);
    }
  }
}
