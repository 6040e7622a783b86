package io.adlib.learn.lightgcn;

import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import java.util.Arrays;

/**
 * Users and items as nodes (users first), an edge where a user took an item, however often, of
 * weight 1/√(degree of one · degree of the other). Rows are stored sparsely, so that a step along
 * the edges costs edges × D. Immutable and thread-safe.
 */
public final class BipartiteGraph {

  private final Kernels kernels = KernelChoice.best();
  private final int users;
  private final int[] start;
  private final int[] neighbour;
  private final float[] weight;

  /**
   * @param sequences_U each user's items, each in [0, itemCount)
   */
  public BipartiteGraph(int[][] sequences_U, int itemCount) {
    users = sequences_U.length;
    start = new int[users + itemCount + 1];
    int[][] distinct_U = new int[users][];
    for (int u = 0; u < users; u++) {
      distinct_U[u] = Arrays.stream(sequences_U[u]).sorted().distinct().toArray();
      start[u + 1] = distinct_U[u].length;
      for (int item : distinct_U[u]) {
        start[users + item + 1]++;
      }
    }
    Arrays.parallelPrefix(start, Math::addExact);
    neighbour = new int[start[users + itemCount]];
    int[] next = start.clone();
    for (int u = 0; u < users; u++) {
      for (int item : distinct_U[u]) {
        neighbour[next[u]++] = users + item;
        neighbour[next[users + item]++] = u;
      }
    }
    weight = new float[neighbour.length];
    for (int v = 0; v < nodes(); v++) {
      for (int e = start[v]; e < start[v + 1]; e++) {
        weight[e] = (float) (1 / Math.sqrt((double) degree(v) * degree(neighbour[e])));
      }
    }
  }

  /** The number of users, U. */
  public int users() {
    return users;
  }

  /** The number of users and items, V. */
  public int nodes() {
    return start.length - 1;
  }

  /** The number of edges; edge e goes to item {@link #item}. */
  public int edges() {
    return start[users];
  }

  /** How many edges a node has. */
  public int degree(int node) {
    return start[node + 1] - start[node];
  }

  /** Hears of a neighbour and the edge's weight. */
  public interface Neighbours {
    /** One neighbour. */
    void accept(int node, float weight);
  }

  /** Tells of each neighbour of a node. */
  public void forEachNeighbour(int node, Neighbours neighbours) {
    for (int e = start[node]; e < start[node + 1]; e++) {
      neighbours.accept(neighbour[e], weight[e]);
    }
  }

  /** The user at an edge. */
  int user(int edge) {
    int found = Arrays.binarySearch(start, 0, users + 1, edge);
    int user = found >= 0 ? found : -found - 2;
    while (degree(user) == 0) {
      user++;
    }
    return user;
  }

  /** The item at an edge, as a node. */
  int item(int edge) {
    return neighbour[edge];
  }

  /** Whether a user has an edge to an item's node. */
  boolean connected(int user, int item) {
    return Arrays.binarySearch(neighbour, start[user], start[user + 1], item) >= 0;
  }

  /**
   * The mean of the vectors themselves and of what they are after 1, 2, …, K steps along the edges.
   * The operation is linear and its own transpose, so it also carries a gradient back.
   *
   * @param x_VD row-major
   */
  public float[] smooth(float[] x_VD, int layers) {
    int d = x_VD.length / nodes();
    float[] sum_VD = x_VD.clone();
    float[] layer_VD = x_VD;
    for (int k = 0; k < layers; k++) {
      layer_VD = step(layer_VD, d);
      kernels.axpy(1, layer_VD, 0, sum_VD, 0, sum_VD.length);
    }
    float share = 1f / (layers + 1);
    for (int i = 0; i < sum_VD.length; i++) {
      sum_VD[i] *= share;
    }
    return sum_VD;
  }

  private float[] step(float[] x_VD, int d) {
    float[] y_VD = new float[x_VD.length];
    for (int v = 0; v < nodes(); v++) {
      for (int e = start[v]; e < start[v + 1]; e++) {
        kernels.axpy(weight[e], x_VD, neighbour[e] * d, y_VD, v * d, d);
      }
    }
    return y_VD;
  }
}
