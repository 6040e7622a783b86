package io.adlib.serve.release;

import io.adlib.core.ContentHash;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.projection.Layer;
import java.nio.ByteBuffer;

/**
 * What gives a new ad its codes: the codebooks of a release, for vectors of one encoder. Immutable
 * and thread-safe.
 *
 * @param books codes of vectors
 * @param encoder names what must make the vectors
 * @param fingerprint of both; the same vectors get the same codes from tokenizers of one
 */
public record AdTokenizer(Codebooks books, String encoder, String fingerprint) {

  /** With its fingerprint. */
  public static AdTokenizer of(Codebooks books, String encoder) {
    var hash =
        new ContentHash()
            .add(encoder)
            .add(books.levels())
            .add(books.codesPerLevel())
            .add(bytes(books.centroids_LCE()));
    for (Layer layer : books.encoder().layers()) {
      hash.add(bytes(layer.weight_IO())).add(bytes(layer.bias_O()));
    }
    return new AdTokenizer(books, encoder, hash.hex());
  }

  private static byte[] bytes(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length);
    bytes.asFloatBuffer().put(numbers);
    return bytes.array();
  }
}
