package io.adlib.app.bench;

import io.adlib.core.Seed;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import io.adlib.sid.format.GeneratorFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A generator of random weights and prompts for it: what it takes to answer does not depend on what
 * was learnt.
 *
 * @param shape its dimensions
 * @param seed of weights and prompts
 */
record MadeUpGenerator(GeneratorShape shape, Seed seed) {

  private static final int HISTORY = 64;
  private static final int HEAD_WIDTH = 32;
  private static final int ATTRIBUTE_ROWS = 1 << 17;

  /** Two blocks, a hidden layer of four times the width, a history of 64. */
  static MadeUpGenerator of(int width, int depth, int codes, int joint, Seed seed) {
    return new MadeUpGenerator(
        new GeneratorShape(
            depth,
            codes,
            ATTRIBUTE_ROWS,
            joint,
            width,
            width / HEAD_WIDTH,
            2,
            4 * width,
            1,
            HISTORY,
            HISTORY),
        seed);
  }

  /** Writes it as training would. */
  void write(Path file) {
    RandomGenerator random = seed.of("weights").generator();
    var tensors = new ArrayList<Tensor>();
    GeneratorFile.tensors(shape)
        .forEach(
            (name, dimensions) -> {
              double scale = name.endsWith(".weight") ? 1 / Math.sqrt((double) dimensions[0]) : .3;
              int size = (int) Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
              float[] values = new float[size];
              for (int i = 0; i < size; i++) {
                values[i] = (float) (random.nextGaussian() * scale);
              }
              tensors.add(Tensor.of(name, values, dimensions));
            });
    SafetensorsWriter.write(file, GeneratorFile.metadata(shape), tensors);
  }

  /** Different prompts: a user, then contents, clicks with their requests, and a request. */
  List<Prompt> prompts(int count) {
    RandomGenerator random = seed.of("prompts").generator();
    var prompts = new ArrayList<Prompt>();
    for (int i = 0; i < count; i++) {
      prompts.add(prompt(random));
    }
    return prompts;
  }

  private Prompt prompt(RandomGenerator random) {
    byte[] kind_T = new byte[HISTORY];
    byte[] gap_T = new byte[HISTORY];
    int fields = shape.rowsPerPosition();
    int[] rows_TF = new int[HISTORY * fields];
    int environment = TokenKind.ENVIRONMENT.ordinal();
    for (int t = 1; t < HISTORY; t++) {
      boolean click = kind_T[t - 1] == environment;
      TokenKind kind =
          click
              ? TokenKind.ITEM
              : random.nextInt(8) == 0 ? TokenKind.ENVIRONMENT : TokenKind.ORGANIC;
      kind_T[t] = (byte) (t == HISTORY - 1 ? environment : kind.ordinal());
      gap_T[t] = (byte) random.nextInt(Prompt.GAPS);
    }
    for (int i = 0; i < rows_TF.length; i++) {
      rows_TF[i] = 1 + random.nextInt(shape.rows() - 1);
    }
    return new Prompt(kind_T, new byte[HISTORY], gap_T, rows_TF);
  }
}
