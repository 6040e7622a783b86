package io.adlib.learn.generator;

import io.adlib.core.CorruptException;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.TopK;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import io.adlib.sid.Trie;
import io.adlib.sid.format.GeneratorFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * An exported generator served through libtorch in its best form, as the baseline that plain Java
 * is measured against: the prompt is encoded once and its last block for one position only, the
 * first codes' nodes are one matrix, all beams go through the decoder as one batch, and only legal
 * children are scored, by a gather. What libtorch is slow at, walking the trie and choosing the
 * best, is plain Java here too. A feed-forward for all kinds of token, no evaluator. Not
 * thread-safe.
 */
public final class LibtorchServing implements AutoCloseable {

  private final GeneratorShape shape;
  private final Trie trie;
  private final Kernels kernels;
  private final Map<String, Tensor> weights = new HashMap<>();
  private final Tensor w_ND;
  private final int[] path_N;
  private final TopK best = new TopK();

  /** The children to choose among, and the beams they come from. */
  private int[] node_M = new int[0];

  private int[] beam_M = new int[0];
  private float[] logP_M = new float[0];

  /**
   * Reads what {@link GeneratorExport} wrote.
   *
   * @param kernels for the sums of logarithms
   * @throws CorruptException if it is damaged or not a generator
   */
  public LibtorchServing(Path path, Trie trie, Kernels kernels) {
    this.trie = trie;
    this.kernels = kernels;
    try (var file = SafetensorsFile.open(path)) {
      shape = GeneratorFile.shape(file);
      Torch.step(() -> read(file));
    }
    int nodes = trie.nodes(shape.joint());
    int[] rows_NF = new NodeRows(trie, shape).of(shape.joint());
    Torch.step(() -> keep("w", sums(rows_NF, nodes)));
    w_ND = weight("w");
    path_N = new int[nodes];
    paths(0, 0, GeneratorShape.ROOT);
  }

  private void read(SafetensorsFile file) {
    GeneratorFile.tensors(shape)
        .forEach(
            (name, dimensions) -> {
              float[] values = file.tensor(name).requireShape(dimensions).floats();
              if (name.equals("embed.rows")) {
                Arrays.fill(values, 0, shape.width(), 0);
              }
              keep(name, Tensor.of(values, dimensions));
            });
    layOut();
  }

  private void paths(int level, int node, int hash) {
    if (level == shape.joint()) {
      path_N[node] = hash;
      return;
    }
    int end = trie.firstChild(level, node + 1);
    for (int child = trie.firstChild(level, node); child < end; child++) {
      paths(level + 1, child, GeneratorShape.extend(hash, trie.code(level + 1, child)));
    }
  }

  private void keep(String name, Tensor tensor) {
    weights.put(name, tensor.keep());
  }

  private Tensor weight(String name) {
    Tensor tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalStateException(name);
    }
    return tensor;
  }

  /** Splits u and q from k and v, and writes out what distance adds to every score. */
  private void layOut() {
    int d = shape.width();
    int longest = shape.maxLength();
    double scale = 1 / Math.sqrt((double) d / shape.heads());
    for (int i = 0; i < shape.blocks(); i++) {
      String block = "block." + i + ".";
      for (String part : new String[] {"weight", "bias"}) {
        Tensor uqkv = weight(block + "uqkv." + part);
        int last = uqkv.shape().length - 1;
        Tensor q = uqkv.narrow(last, d, d).mul(scale);
        keep(block + "uq." + part, Tensor.concat(last, uqkv.narrow(last, 0, d), q));
        keep(block + "kv." + part, uqkv.narrow(last, 2L * d, 2L * d).mul(1));
      }
      int[] distance = new int[longest * longest];
      for (int t = 0; t < longest; t++) {
        for (int s = 0; s < longest; s++) {
          distance[t * longest + s] = Math.min(Math.abs(t - s), shape.positions() - 1);
        }
      }
      Tensor bias_TTH =
          weight(block + "position").transpose(0, 1).rows(Tensor.of(distance, distance.length));
      keep(
          block + "near", bias_TTH.transpose(0, 1).reshape(shape.heads(), longest, longest).mul(1));
    }
    keep("scale", Tensor.of(new float[] {(float) (1 / Math.sqrt(d))}, 1));
  }

  private Tensor sums(int[] rows_NF, int n) {
    Tensor all = weight("embed.rows").rows(Tensor.of(rows_NF, rows_NF.length));
    return all.reshape(n, rows_NF.length / n, shape.width()).sum(1);
  }

  /** The k most probable legal items after a prompt, best first. */
  public int[] generate(Prompt prompt, LegalLeaves legal, int beamWidth, int k) {
    return Torch.stepWithoutGradient(() -> search(encode(prompt), legal, beamWidth, k));
  }

  // ── the prompt ───────────────────────────────────────────────────────────────────────────────

  /** h of the last position, [1,D]. */
  private Tensor encode(Prompt prompt) {
    int length = prompt.length();
    Tensor kind_T = Tensor.of(ints(prompt.kind_T()), length);
    Tensor x_TD =
        sums(prompt.rows_TF(), length)
            .add(weight("embed.kind").rows(kind_T))
            .add(weight("embed.action").rows(Tensor.of(ints(prompt.action_T()), length)))
            .add(weight("embed.gap").rows(Tensor.of(ints(prompt.gap_T()), length)));
    Tensor hidden_TT = Tensor.of(hidden(prompt), length, length);
    Tensor last_1 = kind_T.narrow(0, length - 1, 1);
    for (int i = 0; i < shape.blocks(); i++) {
      boolean last = i == shape.blocks() - 1;
      x_TD = block("block." + i + ".", x_TD, kind_T, last ? last_1 : kind_T, hidden_TT, last);
    }
    return norm(x_TD, "final_norm", last_1);
  }

  /** One block; the last one for the last position only. */
  private Tensor block(
      String name, Tensor x_TD, Tensor kind_T, Tensor kind_S, Tensor hidden_TT, boolean last) {
    int d = shape.width();
    long length = x_TD.size(0);
    long from = last ? length - 1 : 0;
    long count = length - from;
    Tensor n_TD = norm(x_TD, name + "attn_norm", kind_T);
    Tensor kv_T2D = linear(n_TD, name + "kv");
    Tensor uq_S2D = linear(n_TD.narrow(0, from, count), name + "uq");
    Tensor score_HST =
        heads(uq_S2D.narrow(1, d, d))
            .matmul(heads(kv_T2D.narrow(1, 0, d)).transpose(1, 2))
            .add(weight(name + "near").narrow(1, from, count).narrow(2, 0, length))
            .add(hidden_TT.narrow(0, from, count));
    Tensor a_SD =
        score_HST.softmax().matmul(heads(kv_T2D.narrow(1, d, d))).transpose(0, 1).reshape(count, d);
    Tensor y_SD =
        x_TD.narrow(0, from, count)
            .add(linear(a_SD.mul(uq_S2D.narrow(1, 0, d).silu()), name + "out"));
    Tensor up_SF = linear(norm(y_SD, name + "ffn_norm", kind_S), name + "up").silu();
    return y_SD.add(linear(up_SF, name + "down"));
  }

  /** [T,D] as [H,T,d]. */
  private Tensor heads(Tensor x_TD) {
    int h = shape.heads();
    return x_TD.reshape(x_TD.size(0), h, shape.width() / h).transpose(0, 1);
  }

  private Tensor linear(Tensor x, String name) {
    return x.linear(weight(name + ".weight"), weight(name + ".bias"));
  }

  private Tensor norm(Tensor x_TD, String name, Tensor kind_T) {
    return x_TD.layerNorm()
        .mul(weight(name + ".gain").rows(kind_T))
        .add(weight(name + ".bias").rows(kind_T));
  }

  private static int[] ints(byte[] bytes) {
    int[] ints = new int[bytes.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = bytes[i];
    }
    return ints;
  }

  /** −∞ where s is not visible from t, else 0. */
  private static float[] hidden(Prompt prompt) {
    int length = prompt.length();
    float[] hidden = new float[length * length];
    int end = length;
    for (int t = length - 1; t >= 0; t--) {
      boolean isPrompt = prompt.kind_T()[t] != TokenKind.ITEM.ordinal();
      end = prompt.kind_T()[t] == TokenKind.ENVIRONMENT.ordinal() ? t + 1 : end;
      for (int s = t + 1; s < length; s++) {
        boolean seen = isPrompt && s < end && prompt.kind_T()[s] != TokenKind.ITEM.ordinal();
        hidden[t * length + s] = seen ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    return hidden;
  }

  // ── the codes ────────────────────────────────────────────────────────────────────────────────

  private int[] search(Tensor h_1D, LegalLeaves legal, int beamWidth, int k) {
    int width = Math.max(1, Math.min(beamWidth, trie.leaves()));
    int level = shape.joint();
    float[] logit_N = h_1D.mul(weight("scale")).matmul(w_ND.transpose(0, 1)).floats();
    int count = open(level - 1, legal, new int[] {-1}, new int[1]);
    for (int m = 0; m < count; m++) {
      logP_M[m] = logit_N[node_M[m]];
    }
    normalise(0, count, 0);
    keepBest(width, count);
    int[] node_K = nodes();
    float[] logP_K = scores();
    int[] path_K = Arrays.stream(node_K).map(node -> path_N[node]).toArray();
    Tensor s_KD = h_1D.add(w_ND.rows(Tensor.of(node_K, node_K.length)));
    for (; level < shape.depth(); level++) {
      boolean last = level == shape.depth() - 1;
      int[] first_K = new int[node_K.length + 1];
      count = open(level, legal, node_K, first_K);
      boolean choice = count > node_K.length;
      if (choice || !last) {
        String name = "decode." + level + ".";
        Tensor up_KF = linear(plainNorm(s_KD, name + "norm"), name + "up").silu();
        s_KD = s_KD.add(linear(up_KF, name + "down"));
      }
      int[][] rows_M = rows(level, count, path_K);
      if (choice) {
        Tensor q_KD = plainNorm(s_KD, "decode." + level + ".out_norm").mul(weight("scale"));
        score(q_KD, rows_M, count);
      }
      for (int b = 0; b < node_K.length; b++) {
        if (first_K[b + 1] - first_K[b] == 1) {
          logP_M[first_K[b]] = logP_K[b];
        } else {
          normalise(first_K[b], first_K[b + 1], logP_K[b]);
        }
      }
      keepBest(width, count);
      node_K = nodes();
      logP_K = scores();
      if (!last) {
        int beams = node_K.length;
        int[] from_K = new int[beams];
        int[] code_K = new int[beams];
        int[] row_K = new int[beams];
        int[] next_K = new int[beams];
        for (int b = 0; b < beams; b++) {
          int child = best.tag(b);
          from_K[b] = beam_M[child];
          code_K[b] = rows_M[0][child];
          row_K[b] = rows_M[1][child];
          next_K[b] = GeneratorShape.extend(path_K[from_K[b]], trie.code(level + 1, node_K[b]));
        }
        path_K = next_K;
        s_KD = s_KD.rows(Tensor.of(from_K, beams)).add(vectors(code_K, row_K));
      }
    }
    return Arrays.stream(node_K).limit(k).map(trie::item).toArray();
  }

  /** The legal children of some nodes, and where those of each begin. −1 stands above level A. */
  private int open(int level, LegalLeaves legal, int[] node_K, int[] first_K) {
    int count = 0;
    for (int b = 0; b < node_K.length; b++) {
      boolean all = node_K[b] < 0;
      int child = all ? 0 : trie.firstChild(level, node_K[b]);
      int end = all ? trie.leaves() : trie.firstLeaf(level, node_K[b] + 1);
      int leaf = legal.next(all ? 0 : trie.firstLeaf(level, node_K[b]));
      first_K[b] = count;
      while (leaf >= 0 && leaf < end) {
        while (trie.firstLeaf(level + 1, child + 1) <= leaf) {
          child++;
        }
        need(count + 1);
        node_M[count] = child;
        beam_M[count++] = b;
        leaf = legal.next(trie.firstLeaf(level + 1, child + 1));
      }
    }
    if (first_K.length > node_K.length) {
      first_K[node_K.length] = count;
    }
    return count;
  }

  private void need(int count) {
    if (count > node_M.length) {
      int room = Math.max(count, 2 * node_M.length);
      node_M = Arrays.copyOf(node_M, room);
      beam_M = Arrays.copyOf(beam_M, room);
      logP_M = Arrays.copyOf(logP_M, room);
    }
  }

  /** The two embedding rows of each child. */
  private int[][] rows(int level, int count, int[] path_K) {
    int[][] rows = new int[2][count];
    for (int m = 0; m < count; m++) {
      int[] row = shape.nodeRows(level, trie.code(level + 1, node_M[m]), path_K[beam_M[m]]);
      rows[0][m] = row[0];
      rows[1][m] = row[1];
    }
    return rows;
  }

  private Tensor vectors(int[] code_M, int[] path_M) {
    Tensor table = weight("embed.rows");
    return table
        .rows(Tensor.of(code_M, code_M.length))
        .add(table.rows(Tensor.of(path_M, path_M.length)));
  }

  private void score(Tensor q_KD, int[][] rows_M, int count) {
    int[] beam = Arrays.copyOf(beam_M, count);
    Tensor v_MD = vectors(rows_M[0], rows_M[1]);
    float[] logit = q_KD.rows(Tensor.of(beam, count)).mul(v_MD).sum(1).floats();
    System.arraycopy(logit, 0, logP_M, 0, count);
  }

  private Tensor plainNorm(Tensor x, String name) {
    return x.layerNorm(weight(name + ".gain"), weight(name + ".bias"));
  }

  private void normalise(int from, int end, float logP) {
    if (end > from) {
      float base = logP - kernels.logSumExp(logP_M, from, end - from);
      for (int m = from; m < end; m++) {
        logP_M[m] += base;
      }
    }
  }

  private void keepBest(int width, int count) {
    best.reset(width);
    for (int m = 0; m < count; m++) {
      best.offer(logP_M[m], node_M[m], m);
    }
    best.sort();
  }

  private int[] nodes() {
    int[] nodes = new int[best.size()];
    for (int b = 0; b < nodes.length; b++) {
      nodes[b] = best.number(b);
    }
    return nodes;
  }

  private float[] scores() {
    float[] scores = new float[best.size()];
    for (int b = 0; b < scores.length; b++) {
      scores[b] = best.score(b);
    }
    return scores;
  }

  @Override
  public void close() {
    weights.values().forEach(Tensor::free);
  }
}
