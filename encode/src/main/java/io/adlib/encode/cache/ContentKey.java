package io.adlib.encode.cache;

import io.adlib.core.ContentHash;
import java.util.HexFormat;

/** The first 128 bits of the SHA-256 of an encoder's fingerprint and a content. */
record ContentKey(long high, long low) {

  static ContentKey of(String fingerprint, String content) {
    String hex = new ContentHash().add(fingerprint).add(content).hex();
    return new ContentKey(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }
}
