package io.adlib.encode.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.adlib.core.EnvironmentException;
import io.adlib.encode.onnx.Natives;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The Hugging Face tokenizer of a {@code tokenizer.json}, cut at a number of tokens, unpadded.
 * Thread-safe. Works offline: the native comes out of the library's own jar, and its downloads for
 * machines that have a GPU are switched off.
 */
final class WordPieces implements AutoCloseable {

  private final HuggingFaceTokenizer tokenizer;

  WordPieces(byte[] tokenizerJson, int maxTokens) {
    preset("ai.djl.offline", "true");
    preset("RUST_FLAVOR", "cpu");
    try {
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(tokenizerJson),
              Map.of(
                  "truncation",
                  "true",
                  "padding",
                  "false",
                  "maxLength",
                  Integer.toString(maxTokens),
                  "modelMaxLength",
                  Integer.toString(maxTokens)));
    } catch (LinkageError | RuntimeException | IOException e) {
      throw new EnvironmentException(
          "the tokenizer's native library does not load: " + Natives.reason(e), Natives.REMEDY, e);
    }
  }

  /** Token ids of each text, the start and end tokens included. */
  long[][] ids(List<String> texts) {
    String[] clean = texts.stream().map(WordPieces::wellFormed).toArray(String[]::new);
    Encoding[] encodings = tokenizer.batchEncode(clean);
    long[][] ids = new long[encodings.length][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = encodings[i].getIds();
    }
    return ids;
  }

  /** A lone surrogate, which UTF-8 cannot hold, becomes a question mark. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static void preset(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
