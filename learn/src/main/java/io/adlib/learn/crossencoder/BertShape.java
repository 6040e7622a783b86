package io.adlib.learn.crossencoder;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The dimensions of an encoder of the BERT family (arXiv 1810.04805): post-norm blocks, learned
 * positions, token types, GELU.
 *
 * @param vocabulary V
 * @param width D
 * @param layers number of blocks
 * @param heads H
 * @param hidden F, between the two maps of a feed-forward
 * @param positions the longest input
 * @param epsilon of the norms
 */
public record BertShape(
    int vocabulary, int width, int layers, int heads, int hidden, int positions, double epsilon) {

  /** Which text a token belongs to: the first or the second. */
  static final int TYPES = 2;

  /** all-MiniLM-L6-v2. */
  public static final BertShape MINI_LM = new BertShape(30_522, 384, 6, 12, 1536, 512, 1e-12);

  /** Tables, norms and maps by PyTorch's names, maps as [out,in]. */
  public Map<String, long[]> tensors() {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    tensors.put("embeddings.word_embeddings.weight", new long[] {vocabulary, width});
    tensors.put("embeddings.position_embeddings.weight", new long[] {positions, width});
    tensors.put("embeddings.token_type_embeddings.weight", new long[] {TYPES, width});
    norm(tensors, "embeddings.LayerNorm");
    for (int i = 0; i < layers; i++) {
      String layer = layer(i);
      linear(tensors, layer + "attention.self.query", width, width);
      linear(tensors, layer + "attention.self.key", width, width);
      linear(tensors, layer + "attention.self.value", width, width);
      linear(tensors, layer + "attention.output.dense", width, width);
      norm(tensors, layer + "attention.output.LayerNorm");
      linear(tensors, layer + "intermediate.dense", hidden, width);
      linear(tensors, layer + "output.dense", width, hidden);
      norm(tensors, layer + "output.LayerNorm");
    }
    return tensors;
  }

  /** What a block's weights begin with. */
  static String layer(int number) {
    return "encoder.layer." + number + ".";
  }

  private void norm(Map<String, long[]> tensors, String name) {
    tensors.put(name + ".weight", new long[] {width});
    tensors.put(name + ".bias", new long[] {width});
  }

  private static void linear(Map<String, long[]> tensors, String name, int out, int in) {
    tensors.put(name + ".weight", new long[] {out, in});
    tensors.put(name + ".bias", new long[] {out});
  }
}
