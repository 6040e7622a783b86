package io.adlib.serve.privacy;

import java.util.Optional;

/** What users in the United States decided, in the two forms that are read. */
final class UsString {

  private static final int OPTED_OUT = 1;
  private static final int GPC = 1;

  private UsString() {}

  /**
   * The four characters of the IAB's U.S. Privacy String v1; empty if they cannot be read.
   *
   * @return whether personal data may be used: not after an opt-out of sale
   */
  static Optional<Boolean> privacy(String text) {
    if (!text.matches("1[YNyn-]{3}")) {
      return Optional.empty();
    }
    return Optional.of((text.charAt(2) | 32) != 'y');
  }

  /**
   * The US National section of a GPP string (IAB Tech Lab, GPP Extension: IAB Privacy's National
   * Privacy Technical Specification; section 7), versions 1 and 2.
   *
   * @return whether personal data may be used: not after an opt-out of sale, sharing or targeted
   *     advertising, not of a child without consent, not under Global Privacy Control
   */
  static Optional<Boolean> national(String section) {
    String[] segments = section.split("\\.", -1);
    try {
      boolean allowed = true;
      for (int s = 0; s < segments.length; s++) {
        Optional<Bits> bits = Bits.of(segments[s]);
        if (bits.isEmpty()) {
          return Optional.empty();
        }
        Optional<Boolean> one = s == 0 ? core(bits.get()) : more(bits.get());
        if (one.isEmpty()) {
          return Optional.empty();
        }
        allowed &= one.get();
      }
      return Optional.of(allowed);
    } catch (IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static Optional<Boolean> core(Bits bits) {
    int version = bits.number(6);
    if (version != 1 && version != 2) {
      return Optional.empty();
    }
    // six notices
    bits.skip(12);
    boolean out = false;
    // of sale, of sharing, of targeted advertising
    for (int i = 0; i < 3; i++) {
      out |= bits.number(2) == OPTED_OUT;
    }
    // kinds of sensitive data, of which none is used
    bits.skip(2 * (version == 1 ? 12 : 16));
    for (int i = 0; i < (version == 1 ? 2 : 3); i++) {
      out |= bits.number(2) == OPTED_OUT;
    }
    // personal data consents, and three of the agreement's own
    bits.skip(8);
    return Optional.of(!out);
  }

  private static Optional<Boolean> more(Bits bits) {
    return bits.number(2) == GPC ? Optional.of(!bits.flag()) : Optional.empty();
  }
}
