package io.adlib.serve.privacy;

import java.util.Optional;

/**
 * Reads a consent string's bits, six a character of web-safe base64, most significant first. Asking
 * for more than there are throws {@link IndexOutOfBoundsException}. Not thread-safe.
 */
final class Bits {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final int PER_CHARACTER = 6;
  private static final int LONGEST_WORD = 24;

  private final byte[] sextets;
  private int at;

  private Bits(byte[] sextets) {
    this.sextets = sextets;
  }

  /** Those of a text; empty if it is none of that alphabet. Padding is passed over. */
  static Optional<Bits> of(String text) {
    String bare = text.replaceFirst("={0,2}$", "");
    byte[] sextets = new byte[bare.length()];
    for (int i = 0; i < sextets.length; i++) {
      int value = ALPHABET.indexOf(bare.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      sextets[i] = (byte) value;
    }
    return Optional.of(new Bits(sextets));
  }

  boolean flag() {
    if (at >= sextets.length * PER_CHARACTER) {
      throw new IndexOutOfBoundsException("a consent string that ends at bit " + at);
    }
    int sextet = sextets[at / PER_CHARACTER];
    boolean bit = (sextet >> (PER_CHARACTER - 1 - at % PER_CHARACTER) & 1) == 1;
    at++;
    return bit;
  }

  int number(int bits) {
    int value = 0;
    for (int i = 0; i < bits; i++) {
      value = value << 1 | (flag() ? 1 : 0);
    }
    return value;
  }

  void skip(int bits) {
    at += bits;
    if (at > sextets.length * PER_CHARACTER) {
      throw new IndexOutOfBoundsException("a consent string that ends before bit " + at);
    }
  }

  /**
   * A number in Fibonacci coding (IAB Global Privacy Platform, Consent String Specification 1.0,
   * "Fibonacci Encoding to Deal with Integers"): bits stand for 1, 2, 3, 5, 8, …, and the second of
   * two ones in a row ends it.
   */
  int fibonacci() {
    int value = 0;
    int before = 1;
    int worth = 1;
    boolean last = false;
    for (int i = 0; i < LONGEST_WORD; i++) {
      boolean bit = flag();
      if (bit && last) {
        return value;
      }
      value += bit ? worth : 0;
      last = bit;
      int next = i == 0 ? 2 : before + worth;
      before = worth;
      worth = next;
    }
    throw new IndexOutOfBoundsException("a number without end");
  }
}
