package io.adlib.learn.alignment;

import io.adlib.learn.lightgcn.BipartiteGraph;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;

/**
 * The graph of who took what with collaborative vectors as the nodes' features, smoothed to the
 * users and back: {@code y = (x + Âx + Â²x)/3}. Some items' features may be hidden: theirs are then
 * the mask vector m. Since smoothing is linear, an item's smoothed vector changes by {@code Σ_h
 * K_ih (m − x_h)} over the hidden items h, where K is {@code (I + Â²)/3} between items (Â leads
 * from items to users alone); K is walked along the edges, for hidden items only. Immutable and
 * thread-safe.
 */
final class MaskedGraph {

  private static final int LAYERS = 2;
  private static final float SHARE = 1f / (LAYERS + 1);

  private final CollaborativeVectors vectors;
  private final Behaviour behaviour;
  private final float[] smoothed_ND;

  MaskedGraph(CollaborativeVectors vectors, Behaviour behaviour) {
    this.vectors = vectors;
    this.behaviour = behaviour;
    int users = behaviour.users() * vectors.dimension();
    float[] feature_VD =
        Arrays.copyOf(vectors.user_UD(), users + behaviour.items() * vectors.dimension());
    System.arraycopy(vectors.item_ND(), 0, feature_VD, users, vectors.item_ND().length);
    float[] smoothed_VD = behaviour.graph().smooth(feature_VD, LAYERS);
    smoothed_ND = Arrays.copyOfRange(smoothed_VD, users, smoothed_VD.length);
  }

  CollaborativeVectors vectors() {
    return vectors;
  }

  Behaviour behaviour() {
    return behaviour;
  }

  /**
   * The smoothed vectors of all items with nothing hidden, row-major [N,D]; not to be written to.
   */
  float[] smoothed_ND() {
    return smoothed_ND;
  }

  /**
   * The smoothed vectors of hidden items, [M,D], with a gradient for the mask vector.
   *
   * @param hidden_M the items whose features are hidden, each once
   * @param mask_1D m
   */
  Tensor smoothed(int[] hidden_M, Tensor mask_1D) {
    int d = vectors.dimension();
    int m = hidden_M.length;
    float[] kernel_MM = kernel(hidden_M);
    float[] share_M = new float[m];
    for (int i = 0; i < m; i++) {
      for (int h = 0; h < m; h++) {
        share_M[i] += kernel_MM[i * m + h];
      }
    }
    Tensor seen_MD = Rows.of(smoothed_ND, d, hidden_M);
    Tensor own_MD = Rows.of(vectors.item_ND(), d, hidden_M);
    return seen_MD
        .sub(Tensor.of(kernel_MM, m, m).matmul(own_MD))
        .add(Tensor.of(share_M, m, 1).matmul(mask_1D));
  }

  /** What hidden item h has in the smoothed vector of hidden item i, [M,M]. */
  private float[] kernel(int[] hidden_M) {
    BipartiteGraph graph = behaviour.graph();
    int m = hidden_M.length;
    int[] place_N = new int[behaviour.items()];
    Arrays.fill(place_N, -1);
    for (int h = 0; h < m; h++) {
      place_N[hidden_M[h]] = h;
    }
    float[] kernel_MM = new float[m * m];
    for (int i = 0; i < m; i++) {
      int row = i * m;
      kernel_MM[row + i] += SHARE;
      graph.forEachNeighbour(
          graph.users() + hidden_M[i],
          (user, to) ->
              graph.forEachNeighbour(
                  user,
                  (item, back) -> {
                    int h = place_N[item - graph.users()];
                    if (h >= 0) {
                      kernel_MM[row + h] += SHARE * to * back;
                    }
                  }));
    }
    return kernel_MM;
  }
}
