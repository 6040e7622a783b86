package io.adlib.serve.release;

import io.adlib.core.Ad;
import io.adlib.sid.kmeans.Codebooks;
import java.util.List;

/**
 * What gives a new ad its codes: the encoder and the codebooks of a release. Thread-safe.
 *
 * @param vectors encodes ads
 * @param books codes of such vectors
 * @param fingerprint of the codebooks
 */
public record AdTokenizer(AdVectors vectors, Codebooks books, String fingerprint) {

  /** With its fingerprint. */
  public static AdTokenizer of(AdVectors vectors, Codebooks books) {
    return new AdTokenizer(vectors, books, books.fingerprint());
  }

  /** The codes of some ads, row-major, without a suffix. */
  public short[] codes(List<Ad> ads) {
    return books.encode(vectors.of(ads), ads.size());
  }
}
