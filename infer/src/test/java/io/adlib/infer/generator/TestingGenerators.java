package io.adlib.infer.generator;

import io.adlib.core.Seed;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.format.GeneratorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Random generators, prompts, tries and masks, from seeds. */
final class TestingGenerators {

  private TestingGenerators() {}

  /** Random weights, by name. */
  static Map<String, float[]> weights(GeneratorShape shape, long seed) {
    var weights = new LinkedHashMap<String, float[]>();
    GeneratorFile.tensors(shape)
        .forEach(
            (name, dimensions) -> {
              int size = 1;
              for (long dimension : dimensions) {
                size *= (int) dimension;
              }
              RandomGenerator random = new Seed(seed).of(name).generator();
              double scale = name.endsWith(".weight") ? 1.5 / Math.sqrt(dimensions[0]) : 0.5;
              float[] values = new float[size];
              for (int i = 0; i < size; i++) {
                values[i] = (float) (random.nextGaussian() * scale);
                values[i] += name.endsWith("gain") ? 1 : 0;
              }
              if (name.equals("embed.rows")) {
                java.util.Arrays.fill(values, 0, shape.width(), 0);
              }
              weights.put(name, values);
            });
    return weights;
  }

  static Path write(Path file, GeneratorShape shape, Map<String, float[]> weights) {
    var tensors = new ArrayList<Tensor>();
    GeneratorFile.tensors(shape)
        .forEach((name, dimensions) -> tensors.add(Tensor.of(name, weights.get(name), dimensions)));
    SafetensorsWriter.write(file, GeneratorFile.metadata(shape), tensors);
    return file;
  }

  static Prompt prompt(GeneratorShape shape, int length, RandomGenerator random) {
    byte[] kind_T = new byte[length];
    byte[] action_T = new byte[length];
    byte[] gap_T = new byte[length];
    int[] rows_TF = new int[length * shape.rowsPerPosition()];
    for (int t = 0; t < length; t++) {
      kind_T[t] = (byte) random.nextInt(4);
      action_T[t] = (byte) random.nextInt(Prompt.ACTIONS);
      gap_T[t] = (byte) random.nextInt(Prompt.GAPS);
    }
    for (int i = 0; i < rows_TF.length; i++) {
      rows_TF[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(shape.rows());
    }
    float[] thought_W = new float[random.nextBoolean() ? shape.parts().thought() : 0];
    for (int i = 0; i < thought_W.length; i++) {
      thought_W[i] = (float) random.nextGaussian();
    }
    return new Prompt(kind_T, action_T, gap_T, rows_TF, thought_W);
  }

  /** Any of the parts, or none. */
  static GeneratorParts parts(RandomGenerator random) {
    return new GeneratorParts(
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean() ? 0 : 1 + random.nextInt(9),
        1 + random.nextInt(3),
        random.nextBoolean() ? 0 : 1 + random.nextInt(6),
        random.nextBoolean() ? 0 : 1 + random.nextInt(6));
  }

  /** At most so many items with random paths, each path once. */
  static SemanticIds ids(GeneratorShape shape, int items, RandomGenerator random) {
    Set<List<Short>> seen = new HashSet<>();
    var names = new ArrayList<String>();
    var codes = new ArrayList<Short>();
    for (int i = 0; i < items; i++) {
      var path = new ArrayList<Short>();
      for (int level = 0; level < shape.depth(); level++) {
        path.add((short) random.nextInt(shape.codes()));
      }
      if (seen.add(path)) {
        names.add("i" + i);
        codes.addAll(path);
      }
    }
    short[] codes_NL = new short[codes.size()];
    for (int i = 0; i < codes_NL.length; i++) {
      codes_NL[i] = codes.get(i);
    }
    return new SemanticIds(names, shape.depth(), shape.codes(), codes_NL);
  }

  static LegalLeaves some(Trie trie, double share, RandomGenerator random, BitSet bits) {
    for (int leaf = 0; leaf < trie.leaves(); leaf++) {
      bits.set(leaf, random.nextDouble() < share);
    }
    return LegalLeaves.of(bits);
  }
}
