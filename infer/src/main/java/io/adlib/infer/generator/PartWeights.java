package io.adlib.infer.generator;

import io.adlib.infer.generator.Weights.Linear;
import io.adlib.infer.generator.Weights.Norm;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The weights of what {@link GeneratorParts} adds, laid out for serving. Immutable and thread-safe.
 *
 * @param thought [W,D], empty without one
 * @param routes of the repetitions of block 0
 */
record PartWeights(
    float[] thought, List<Route> routes, Optional<Thinking> thinking, Optional<Refining> refining) {

  /** Whether a position goes on, [D] and one number. */
  record Route(float[] weight, float bias) {}

  /**
   * The thinking tokens; 1/√d is multiplied into the query.
   *
   * @param tokens [K,D]
   * @param nearness as {@link Weights.Block#nearness}
   */
  record Thinking(
      float[] tokens,
      Norm attention,
      Linear query,
      Linear kv,
      float[] nearness,
      Linear out,
      Norm feedForward,
      Linear up,
      Linear down,
      Norm last,
      Linear pool) {}

  /**
   * The refining token's network.
   *
   * @param step [n,D]
   */
  record Refining(Linear condition, float[] step, Norm norm, Linear up, Linear down) {}

  static PartWeights read(Weights.Reader reader, GeneratorShape shape) {
    GeneratorParts parts = shape.parts();
    return new PartWeights(
        parts.thought() > 0 ? reader.tensor("thought.weight") : new float[0],
        IntStream.range(1, parts.recursions())
            .mapToObj(r -> "route." + r)
            .map(name -> route(reader, name))
            .toList(),
        parts.thinking() > 0 ? Optional.of(thinking(reader, shape)) : Optional.empty(),
        parts.refining() > 0 ? Optional.of(refining(reader)) : Optional.empty());
  }

  private static Route route(Weights.Reader reader, String name) {
    return new Route(reader.tensor(name + ".weight"), reader.tensor(name + ".bias")[0]);
  }

  private static Thinking thinking(Weights.Reader reader, GeneratorShape shape) {
    float scale = (float) (1 / Math.sqrt((double) shape.width() / shape.heads()));
    return new Thinking(
        reader.tensor("think.tokens"),
        reader.norm("think.attn_norm"),
        reader.linear("think.query", scale),
        reader.linear("think.kv"),
        reader.nearness("think.position"),
        reader.linear("think.out"),
        reader.norm("think.ffn_norm"),
        reader.linear("think.up"),
        reader.linear("think.down"),
        reader.norm("think.last_norm"),
        reader.linear("think.pool"));
  }

  private static Refining refining(Weights.Reader reader) {
    return new Refining(
        reader.linear("refine.condition"),
        reader.tensor("refine.step"),
        reader.norm("refine.norm"),
        reader.linear("refine.up"),
        reader.linear("refine.down"));
  }
}
