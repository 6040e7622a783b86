package io.adlib.learn.lightgcn;

import io.adlib.core.Seed;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.Arrays;

/**
 * LightGCN (arXiv 2002.02126): a start vector a node, smoothed along the edges of who took what; a
 * user's score of an item is the product of their smoothed vectors. Letters: U users, N items, V =
 * U + N nodes, D width. Not thread-safe.
 */
public final class LightGcn implements AutoCloseable {

  private final BipartiteGraph graph;
  private final LightGcnConfig config;
  private final Parameters parameters;
  private final Tensor start_VD;

  /** A fresh model. */
  public LightGcn(BipartiteGraph graph, LightGcnConfig config, Seed seed) {
    this.graph = graph;
    this.config = config;
    parameters = new Parameters(seed.of("lightgcn"));
    start_VD = parameters.normal("node", .1, graph.nodes(), config.width());
  }

  /** The graph it was made for. */
  public BipartiteGraph graph() {
    return graph;
  }

  /** The settings it was made with. */
  public LightGcnConfig config() {
    return config;
  }

  /** Its weights. */
  public Parameters parameters() {
    return parameters;
  }

  /** The start vectors, [V,D]. */
  float[] start_VD() {
    return Torch.step(start_VD::floats);
  }

  /** The smoothed vectors, [V,D]. */
  float[] smoothed_VD() {
    return graph.smooth(start_VD(), config.layers());
  }

  /** Adds a gradient of the start vectors, [V,D]. */
  void addGradient(float[] gradient_VD) {
    Torch.step(() -> start_VD.backward(Tensor.of(gradient_VD, graph.nodes(), config.width())));
  }

  /** Each user's vector as it stands, row-major [U,D]. */
  public float[] users_UD() {
    return Arrays.copyOf(smoothed_VD(), graph.users() * config.width());
  }

  /** Each item's vector as it stands, row-major [N,D]. */
  public float[] items_ND() {
    float[] all_VD = smoothed_VD();
    return Arrays.copyOfRange(all_VD, graph.users() * config.width(), all_VD.length);
  }

  @Override
  public void close() {
    parameters.close();
  }
}
