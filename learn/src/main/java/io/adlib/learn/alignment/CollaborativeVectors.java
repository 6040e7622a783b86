package io.adlib.learn.alignment;

import io.adlib.core.CorruptException;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Vectors of items and users that say who behaves like whom. Centred on the items' mean and of
 * length 1; an item that training never saw has zeros, and is unknown. The arrays are not copied:
 * treat them as immutable, then it is thread-safe.
 *
 * @param source the model they come from, such as {@code sasrec}
 * @param dimension D
 * @param item_ND row-major
 * @param user_UD row-major
 */
public record CollaborativeVectors(String source, int dimension, float[] item_ND, float[] user_UD) {

  /**
   * Vectors as a model has them, centred and scaled.
   *
   * @param known whether training saw the item
   */
  static CollaborativeVectors of(
      String source, int dimension, float[] item_ND, float[] user_UD, boolean[] known) {
    double[] mean_D = new double[dimension];
    int count = 0;
    for (int i = 0; i < known.length; i++) {
      if (known[i]) {
        count++;
        for (int d = 0; d < dimension; d++) {
          mean_D[d] += item_ND[i * dimension + d];
        }
      }
    }
    for (int d = 0; d < dimension; d++) {
      mean_D[d] /= Math.max(1, count);
    }
    float[] items = item_ND.clone();
    for (int i = 0; i < known.length; i++) {
      centre(items, i, mean_D, known[i]);
    }
    float[] users = user_UD.clone();
    for (int u = 0; u < users.length / dimension; u++) {
      centre(users, u, mean_D, true);
    }
    return new CollaborativeVectors(source, dimension, items, users);
  }

  private static void centre(float[] rows, int row, double[] mean_D, boolean known) {
    int at = row * mean_D.length;
    double square = 0;
    for (int d = 0; d < mean_D.length; d++) {
      rows[at + d] -= (float) mean_D[d];
      square += (double) rows[at + d] * rows[at + d];
    }
    float scale = known && square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
    for (int d = 0; d < mean_D.length; d++) {
      rows[at + d] *= scale;
    }
  }

  /** The number of items, N. */
  public int items() {
    return item_ND.length / dimension;
  }

  /** Whether training saw the item. */
  public boolean knows(int item) {
    for (int d = 0; d < dimension; d++) {
      if (item_ND[item * dimension + d] != 0) {
        return true;
      }
    }
    return false;
  }

  /** The same, knowing nothing of some items. */
  public CollaborativeVectors without(int[] items) {
    float[] rest_ND = item_ND.clone();
    for (int item : items) {
      Arrays.fill(rest_ND, item * dimension, (item + 1) * dimension, 0);
    }
    return new CollaborativeVectors(source, dimension, rest_ND, user_UD);
  }

  /** Writes them to a safetensors file, replacing what was there. */
  public void save(Path file) {
    SafetensorsWriter.write(
        file,
        Map.of("source", source),
        List.of(
            Tensor.of("item", item_ND, items(), dimension),
            Tensor.of("user", user_UD, user_UD.length / dimension, dimension)));
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws CorruptException if the file is damaged
   */
  public static CollaborativeVectors load(Path file) {
    try (var read = SafetensorsFile.open(file)) {
      var items = read.tensor("item");
      return new CollaborativeVectors(
          read.metadata("source"),
          Math.toIntExact(items.shape().get(1)),
          items.floats(),
          read.tensor("user").floats());
    }
  }
}
