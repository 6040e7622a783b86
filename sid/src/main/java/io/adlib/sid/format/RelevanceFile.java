package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.relevance.Evidence;
import io.adlib.sid.relevance.Lexicon;
import io.adlib.sid.relevance.RelevanceModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A relevance model on disk, version 1: {@code words} U8 is the lexicon's words in UTF-8, a line
 * break after each; {@code idf} V, {@code rarest} 1, {@code vectors} V×E, {@code weights} F, {@code
 * missing} V, {@code dear} V and {@code cuts} 3 are F32. Metadata: the names of the evidence, and a
 * SHA-256 over all, checked when it is opened.
 */
public final class RelevanceFile {

  private static final String FORMAT = "adlib-relevance";
  private static final int VERSION = 1;

  private RelevanceFile() {}

  /**
   * Writes a file, whole or not at all.
   *
   * @throws io.adlib.core.EnvironmentException when it cannot be written
   */
  public static void save(Path file, RelevanceModel model) {
    Lexicon lexicon = model.lexicon();
    byte[] words = (String.join("\n", lexicon.words()) + "\n").getBytes(StandardCharsets.UTF_8);
    SealedFile.write(
        file,
        FORMAT,
        VERSION,
        Map.of("evidence", String.join(",", Evidence.NAMES)),
        List.of(
            Tensor.of("words", words, words.length),
            Tensor.of("idf", lexicon.idf(), lexicon.size()),
            Tensor.of("rarest", new float[] {lexicon.rarest()}, 1),
            Tensor.of("vectors", lexicon.vectors(), lexicon.size(), lexicon.width()),
            Tensor.of("weights", model.weight_F(), model.weight_F().length),
            Tensor.of("missing", model.missing_V(), lexicon.size()),
            Tensor.of("dear", model.dear_V(), lexicon.size()),
            Tensor.of("cuts", model.cut_3(), model.cut_3().length)));
  }

  /**
   * Reads a file.
   *
   * @throws CorruptException when it is damaged, or looks at other evidence than this version does
   * @throws InputException when there is none
   */
  public static RelevanceModel load(Path path) {
    try (SafetensorsFile file = SealedFile.open(path, FORMAT, VERSION)) {
      if (!file.metadata("evidence").equals(String.join(",", Evidence.NAMES))) {
        throw new CorruptException(
            path + " was trained on other evidence than this version has",
            "train it again with this version: adlib train relevance");
      }
      List<String> words =
          new String(file.tensor("words").bytes(), StandardCharsets.UTF_8).lines().toList();
      return new RelevanceModel(
          new Lexicon(
              words,
              file.tensor("idf").floats(),
              file.tensor("vectors").floats(),
              file.tensor("rarest").requireShape(1).floats()[0]),
          file.tensor("weights").floats(),
          file.tensor("missing").floats(),
          file.tensor("dear").floats(),
          file.tensor("cuts").floats());
    } catch (IllegalArgumentException e) {
      throw new CorruptException(
          path + " contradicts itself: " + e.getMessage(), "train it again", e);
    }
  }
}
