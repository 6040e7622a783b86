package io.adlib.serve.release;

import io.adlib.core.ContentHash;
import io.adlib.sid.kmeans.Codebooks;
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
    float[] centroids = books.centroids_LCD();
    ByteBuffer bytes = ByteBuffer.allocate(4 * centroids.length);
    bytes.asFloatBuffer().put(centroids);
    String fingerprint =
        new ContentHash()
            .add(encoder)
            .add(books.levels())
            .add(books.codesPerLevel())
            .add(bytes.array())
            .hex();
    return new AdTokenizer(books, encoder, fingerprint);
  }
}
