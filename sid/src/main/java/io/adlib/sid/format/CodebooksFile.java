package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.kmeans.Codebooks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Codebooks on disk, version 1: {@code centroids} F32 {@code [levels, codes, dimension]}; metadata
 * {@code encoder}, the fingerprint of what made the vectors. Written whole or not at all.
 */
public final class CodebooksFile {

  private static final String FORMAT = "adlib-codebooks";
  private static final int VERSION = 1;

  private CodebooksFile() {}

  /**
   * Writes a file.
   *
   * @param encoder fingerprint of the encoder whose vectors the codebooks are for
   * @throws io.adlib.core.EnvironmentException when it cannot be written
   */
  public static void save(Path file, Codebooks books, String encoder) {
    SealedFile.write(
        file,
        FORMAT,
        VERSION,
        Map.of("encoder", encoder),
        List.of(
            Tensor.of(
                "centroids",
                books.centroids_LCD(),
                books.levels(),
                books.codesPerLevel(),
                books.dimension())));
  }

  /**
   * Reads a file for use with an encoder.
   *
   * @throws CorruptException when it is damaged
   * @throws InputException when there is none, or it is for another encoder
   */
  public static Codebooks load(Path path, String encoder) {
    try (SafetensorsFile file = SealedFile.open(path, FORMAT, VERSION)) {
      if (!file.metadata("encoder").equals(encoder)) {
        throw new InputException(
            path + " is for the encoder '" + file.metadata("encoder") + "', not '" + encoder + "'",
            "encode with that one, or tokenize again");
      }
      return read(file);
    } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
      throw new CorruptException(
          path + " contradicts itself: " + e.getMessage(), "make it again", e);
    }
  }

  private static Codebooks read(SafetensorsFile file) {
    Tensor centroids = file.tensor("centroids");
    List<Long> shape = centroids.shape();
    return new Codebooks(
        Math.toIntExact(shape.get(0)),
        Math.toIntExact(shape.get(1)),
        Math.toIntExact(shape.get(2)),
        centroids.floats());
  }
}
