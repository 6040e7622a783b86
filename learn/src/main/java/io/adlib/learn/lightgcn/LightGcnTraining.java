package io.adlib.learn.lightgcn;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.training.Trainee;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * LightGCN with its data: at each edge the user should score the item above one drawn from all
 * others, by the BPR loss −log σ(⟨u,i⟩ − ⟨u,j⟩) (arXiv 1205.2618). Its gradient is the analytic
 * one: through the batch's smoothed vectors by hand, and from there to the start vectors by {@link
 * BipartiteGraph#smooth} once more.
 */
public final class LightGcnTraining implements Trainee {

  private static final int DRAWS = 100;
  private final LightGcn model;
  private final BipartiteGraph graph;
  private final ToDoubleFunction<LightGcn> validation;

  /**
   * @param validation how good the model is, higher is better
   * @throws InputException if nobody took anything
   */
  public LightGcnTraining(LightGcn model, ToDoubleFunction<LightGcn> validation) {
    this.model = model;
    this.validation = validation;
    graph = model.graph();
    if (graph.edges() == 0) {
      throw new InputException(
          "there is nothing to train LightGCN on: no user took an item", "import events first");
    }
  }

  @Override
  public String name() {
    return "train lightgcn";
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public int examples() {
    return graph.edges();
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    int[][] triples_B3 = triples(examples, randomness.generator());
    int d = model.config().width();
    float[] start_VD = model.start_VD();
    float[] smoothed_VD = graph.smooth(start_VD, model.config().layers());
    float[] outer_VD = new float[start_VD.length];
    double loss = 0;
    for (int[] triple : triples_B3) {
      loss += pair(smoothed_VD, triple, 1.0 / examples.length, outer_VD, d);
    }
    float[] gradient_VD = graph.smooth(outer_VD, model.config().layers());
    double decay = model.config().decay() / examples.length;
    double squares = 0;
    for (int[] triple : triples_B3) {
      for (int node : triple) {
        for (int i = node * d; i < (node + 1) * d; i++) {
          squares += (double) start_VD[i] * start_VD[i];
          gradient_VD[i] += (float) (2 * decay * start_VD[i]);
        }
      }
    }
    model.addGradient(gradient_VD);
    return new Step(loss / examples.length + decay * squares, examples.length);
  }

  /** One pair's loss; its gradient times {@code share} goes to the three nodes' rows. */
  private static double pair(
      float[] vector_VD, int[] triple, double share, float[] gradient_VD, int d) {
    int u = triple[0] * d;
    int i = triple[1] * d;
    int j = triple[2] * d;
    double margin = 0;
    for (int k = 0; k < d; k++) {
      margin += vector_VD[u + k] * (vector_VD[i + k] - vector_VD[j + k]);
    }
    float slope = (float) (-share / (1 + Math.exp(margin)));
    for (int k = 0; k < d; k++) {
      gradient_VD[u + k] += slope * (vector_VD[i + k] - vector_VD[j + k]);
      gradient_VD[i + k] += slope * vector_VD[u + k];
      gradient_VD[j + k] -= slope * vector_VD[u + k];
    }
    return Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  }

  /** User, item taken and item not taken, as nodes. */
  private int[][] triples(int[] edges, RandomGenerator random) {
    int items = graph.nodes() - graph.users();
    int[][] triples = new int[edges.length][];
    for (int b = 0; b < edges.length; b++) {
      int user = graph.user(edges[b]);
      int other = graph.users() + random.nextInt(items);
      for (int draw = 0; draw < DRAWS && graph.connected(user, other); draw++) {
        other = graph.users() + random.nextInt(items);
      }
      triples[b] = new int[] {user, graph.item(edges[b]), other};
    }
    return triples;
  }

  @Override
  public double validate() {
    return validation.applyAsDouble(model);
  }
}
