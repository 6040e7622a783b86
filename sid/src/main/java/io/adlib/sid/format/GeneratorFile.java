package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a generator's safetensors file holds, version 3: its shape as metadata under the names of
 * {@link GeneratorShape}'s and {@link GeneratorParts}' components, {@code version}, and the tensors
 * named there. Version 2, which had no parts to choose, is still read: it has the usual ones.
 */
public final class GeneratorFile {

  private static final String VERSION = "3";

  private static final String WITHOUT_PARTS = "2";

  /** Said only where there is one, so that files from before there could be one still load. */
  private static final String EVALUATOR = "evaluator";

  private static final String REMEDY = "export the generator again";

  private GeneratorFile() {}

  /**
   * The shape in a file's metadata.
   *
   * @throws CorruptException if it is of another version, or a dimension is missing or out of range
   */
  public static GeneratorShape shape(SafetensorsFile file) {
    // Version 1, which did not say so, had an output matrix a level.
    String version = file.metadata().getOrDefault("version", "1");
    if (!version.equals(VERSION) && !version.equals(WITHOUT_PARTS)) {
      throw new CorruptException(
          "%s is a generator of version %s, not %s or %s"
              .formatted(file.path(), version, WITHOUT_PARTS, VERSION),
          "train the generator again with this version of Adlib");
    }
    int width = dimension(file, "width");
    int heads = dimension(file, "heads");
    if (width % heads != 0) {
      throw new CorruptException(
          file.path() + ": width " + width + " is not a multiple of " + heads + " heads", REMEDY);
    }
    int depth = dimension(file, "depth");
    int joint = dimension(file, "joint");
    if (joint > depth) {
      throw new CorruptException(file.path() + ": " + joint + " codes at once of " + depth, REMEDY);
    }
    int feedForwards = dimension(file, "feedForwards");
    if (feedForwards != 1 && feedForwards != TokenKind.values().length) {
      throw new CorruptException(
          file.path() + ": " + feedForwards + " feed-forwards, neither 1 nor 4", REMEDY);
    }
    return new GeneratorShape(
        depth,
        dimension(file, "codes"),
        number(file, "attributeRows", 1, GeneratorShape.MOST_ROWS),
        joint,
        width,
        heads,
        dimension(file, "blocks"),
        dimension(file, "hidden"),
        feedForwards,
        dimension(file, "positions"),
        dimension(file, "maxLength"),
        file.metadata().containsKey(EVALUATOR) ? dimension(file, EVALUATOR) : 0,
        version.equals(WITHOUT_PARTS) ? GeneratorParts.USUAL : parts(file));
  }

  private static GeneratorParts parts(SafetensorsFile file) {
    return new GeneratorParts(
        number(file, "kindNorms", 0, 1) == 1,
        number(file, "hybridAttention", 0, 1) == 1,
        number(file, "thought", 0, GeneratorParts.WIDEST),
        number(file, "recursions", 1, GeneratorParts.MOST),
        number(file, "thinking", 0, GeneratorParts.MOST),
        number(file, "refining", 0, GeneratorParts.MOST));
  }

  private static int dimension(SafetensorsFile file, String name) {
    return number(file, name, 1, 1 << 20);
  }

  private static int number(SafetensorsFile file, String name, int least, int most) {
    String text = file.metadata(name);
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new CorruptException(
        "%s: '%s' is '%s', not a number from %d to %d"
            .formatted(file.path(), name, text, least, most),
        REMEDY);
  }

  /** The metadata of a shape, as {@link #shape} reads it. */
  public static Map<String, String> metadata(GeneratorShape shape) {
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("version", VERSION);
    metadata.put("depth", Integer.toString(shape.depth()));
    metadata.put("codes", Integer.toString(shape.codes()));
    metadata.put("attributeRows", Integer.toString(shape.attributeRows()));
    metadata.put("joint", Integer.toString(shape.joint()));
    metadata.put("width", Integer.toString(shape.width()));
    metadata.put("heads", Integer.toString(shape.heads()));
    metadata.put("blocks", Integer.toString(shape.blocks()));
    metadata.put("hidden", Integer.toString(shape.hidden()));
    metadata.put("feedForwards", Integer.toString(shape.feedForwards()));
    metadata.put("positions", Integer.toString(shape.positions()));
    metadata.put("maxLength", Integer.toString(shape.maxLength()));
    if (shape.hasEvaluator()) {
      metadata.put(EVALUATOR, Integer.toString(shape.evaluator()));
    }
    GeneratorParts parts = shape.parts();
    metadata.put("kindNorms", parts.kindNorms() ? "1" : "0");
    metadata.put("hybridAttention", parts.hybridAttention() ? "1" : "0");
    metadata.put("thought", Integer.toString(parts.thought()));
    metadata.put("recursions", Integer.toString(parts.recursions()));
    metadata.put("thinking", Integer.toString(parts.thinking()));
    metadata.put("refining", Integer.toString(parts.refining()));
    return metadata;
  }

  /** The name and dimensions of every tensor that a generator of the shape has. */
  public static Map<String, long[]> tensors(GeneratorShape shape) {
    long width = shape.width();
    long hidden = shape.hidden();
    int kinds = shape.parts().norms();
    var tensors = new LinkedHashMap<String, long[]>();
    tensors.put("embed.rows", new long[] {shape.rows(), width});
    tensors.put("embed.kind", new long[] {TokenKind.values().length, width});
    tensors.put("embed.action", new long[] {Prompt.ACTIONS, width});
    tensors.put("embed.gap", new long[] {Prompt.GAPS, width});
    for (int i = 0; i < shape.blocks(); i++) {
      String block = "block." + i + ".";
      norm(tensors, block + "attn_norm", kinds, width);
      linear(tensors, block + "uqkv", width, 4 * width);
      tensors.put(block + "position", new long[] {shape.heads(), shape.positions()});
      linear(tensors, block + "out", width, width);
      norm(tensors, block + "ffn_norm", kinds, width);
      for (int kind = 0; kind < shape.feedForwards(); kind++) {
        linear(tensors, shape.feed(i, kind) + "up", width, hidden);
        linear(tensors, shape.feed(i, kind) + "down", hidden, width);
      }
    }
    norm(tensors, "final_norm", kinds, width);
    for (int level = shape.joint(); level < shape.depth(); level++) {
      String decode = "decode." + level + ".";
      norm(tensors, decode + "norm", width);
      linear(tensors, decode + "up", width, hidden);
      linear(tensors, decode + "down", hidden, width);
      norm(tensors, decode + "out_norm", width);
    }
    if (shape.hasEvaluator()) {
      head(tensors, "value.root", shape, 1);
      for (int level = shape.joint(); level <= shape.depth(); level++) {
        head(tensors, GeneratorShape.valueHead(level), shape, width);
      }
      tensors.put("value.rows", new long[] {shape.rows(), 1});
    }
    parts(tensors, shape);
    return tensors;
  }

  private static void head(
      Map<String, long[]> tensors, String name, GeneratorShape shape, long out) {
    norm(tensors, name + ".norm", shape.width());
    linear(tensors, name + ".up", shape.width(), shape.evaluator());
    linear(tensors, name + ".down", shape.evaluator(), out);
  }

  private static void parts(Map<String, long[]> tensors, GeneratorShape shape) {
    GeneratorParts parts = shape.parts();
    long width = shape.width();
    long hidden = shape.hidden();
    if (parts.thought() > 0) {
      tensors.put("thought.weight", new long[] {parts.thought(), width});
    }
    for (int r = 1; r < parts.recursions(); r++) {
      linear(tensors, "route." + r, width, 1);
    }
    if (parts.thinking() > 0) {
      tensors.put("think.tokens", new long[] {parts.thinking(), width});
      norm(tensors, "think.attn_norm", width);
      linear(tensors, "think.query", width, width);
      linear(tensors, "think.kv", width, 2 * width);
      tensors.put("think.position", new long[] {shape.heads(), shape.positions()});
      linear(tensors, "think.out", width, width);
      norm(tensors, "think.ffn_norm", width);
      linear(tensors, "think.up", width, hidden);
      linear(tensors, "think.down", hidden, width);
      norm(tensors, "think.last_norm", width);
      linear(tensors, "think.pool", parts.thinking() * width, width);
    }
    if (parts.refining() > 0) {
      linear(tensors, "refine.condition", width, width);
      tensors.put("refine.step", new long[] {parts.refining(), width});
      norm(tensors, "refine.norm", width);
      linear(tensors, "refine.up", width, hidden);
      linear(tensors, "refine.down", hidden, width);
    }
  }

  private static void norm(Map<String, long[]> tensors, String name, long... dimensions) {
    tensors.put(name + ".gain", dimensions);
    tensors.put(name + ".bias", dimensions);
  }

  private static void linear(Map<String, long[]> tensors, String name, long in, long out) {
    tensors.put(name + ".weight", new long[] {in, out});
    tensors.put(name + ".bias", new long[] {out});
  }
}
