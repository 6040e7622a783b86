package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a generator's safetensors file holds, version 2: its shape as metadata under the names of
 * {@link GeneratorShape}'s components, {@code version}, and the tensors named there.
 */
public final class GeneratorFile {

  /** Version 1, which did not say so, had an output matrix a level. */
  private static final String VERSION = "2";

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
    String version = file.metadata().getOrDefault("version", "1");
    if (!version.equals(VERSION)) {
      throw new CorruptException(
          file.path() + " is a generator of version " + version + ", not " + VERSION,
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
        dimension(file, "attributeRows"),
        joint,
        width,
        heads,
        dimension(file, "blocks"),
        dimension(file, "hidden"),
        feedForwards,
        dimension(file, "positions"),
        dimension(file, "maxLength"),
        file.metadata().containsKey(EVALUATOR) ? dimension(file, EVALUATOR) : 0);
  }

  private static int dimension(SafetensorsFile file, String name) {
    String text = file.metadata(name);
    try {
      int value = Integer.parseInt(text);
      if (value >= 1 && value <= 1 << 20) {
        return value;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new CorruptException(
        file.path() + ": '" + name + "' is '" + text + "', not a number from 1 to 2^20", REMEDY);
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
    return metadata;
  }

  /** The name and dimensions of every tensor that a generator of the shape has. */
  public static Map<String, long[]> tensors(GeneratorShape shape) {
    long width = shape.width();
    long hidden = shape.hidden();
    int kinds = TokenKind.values().length;
    var tensors = new LinkedHashMap<String, long[]>();
    tensors.put("embed.rows", new long[] {shape.rows(), width});
    tensors.put("embed.kind", new long[] {kinds, width});
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
    return tensors;
  }

  private static void head(
      Map<String, long[]> tensors, String name, GeneratorShape shape, long out) {
    norm(tensors, name + ".norm", shape.width());
    linear(tensors, name + ".up", shape.width(), shape.evaluator());
    linear(tensors, name + ".down", shape.evaluator(), out);
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
