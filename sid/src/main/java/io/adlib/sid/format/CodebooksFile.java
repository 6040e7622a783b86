package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.projection.Layer;
import io.adlib.sid.projection.Projection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Codebooks on disk, version 2: {@code centroids} F32 {@code [levels, codes, width]}; for each
 * layer i of the projections {@code encoder.i.weight} F32 {@code [in, out]} and {@code
 * encoder.i.bias} F32 {@code [out]}, the same for {@code decoder}; metadata {@code dimension},
 * {@code encoder_layers}, {@code decoder_layers}, {@code residual} (true where projections add to
 * their input) and {@code encoder}, the fingerprint of what made the vectors. Written whole or not
 * at all.
 */
public final class CodebooksFile {

  private static final String FORMAT = "adlib-codebooks";
  private static final int VERSION = 2;

  private CodebooksFile() {}

  /**
   * Writes a file.
   *
   * @param encoder fingerprint of the encoder whose vectors the codebooks are for
   * @throws io.adlib.core.EnvironmentException when it cannot be written
   */
  public static void save(Path file, Codebooks books, String encoder) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(
        Tensor.of(
            "centroids",
            books.centroids_LCE(),
            books.levels(),
            books.codesPerLevel(),
            books.width()));
    collect(tensors, "encoder", books.encoder());
    collect(tensors, "decoder", books.decoder());
    SealedFile.write(
        file,
        FORMAT,
        VERSION,
        Map.of(
            "encoder", encoder,
            "dimension", Integer.toString(books.dimension()),
            "encoder_layers", Integer.toString(books.encoder().layers().size()),
            "decoder_layers", Integer.toString(books.decoder().layers().size()),
            "residual", Boolean.toString(books.encoder().isResidual())),
        tensors);
  }

  private static void collect(List<Tensor> into, String name, Projection projection) {
    for (int i = 0; i < projection.layers().size(); i++) {
      Layer layer = projection.layers().get(i);
      into.add(Tensor.of(name + "." + i + ".weight", layer.weight_IO(), layer.in(), layer.out()));
      into.add(Tensor.of(name + "." + i + ".bias", layer.bias_O(), layer.out()));
    }
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
        centroids.floats(),
        projection(file, "encoder", SealedFile.number(file, "dimension")),
        projection(file, "decoder", Math.toIntExact(shape.get(2))));
  }

  private static Projection projection(SafetensorsFile file, String name, int dimension) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < SealedFile.number(file, name + "_layers"); i++) {
      Tensor weight = file.tensor(name + "." + i + ".weight");
      layers.add(
          new Layer(
              Math.toIntExact(weight.shape().get(0)),
              Math.toIntExact(weight.shape().get(1)),
              weight.floats(),
              file.tensor(name + "." + i + ".bias").floats()));
    }
    if (layers.isEmpty()) {
      return Projection.identity(dimension);
    }
    return file.metadata("residual").equals("true")
        ? Projection.residual(layers)
        : Projection.of(layers);
  }
}
