package io.adlib.encode.text;

import io.adlib.core.ContentHash;
import java.util.HexFormat;

/** The first 128 bits of the SHA-256 of an encoder's fingerprint and a text. */
record TextKey(long high, long low) {

  static TextKey of(String fingerprint, String text) {
    String hex = new ContentHash().add(fingerprint).add(text).hex();
    return new TextKey(
        HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
  }
}
