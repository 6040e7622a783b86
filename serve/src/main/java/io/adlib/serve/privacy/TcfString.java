package io.adlib.serve.privacy;

import java.util.Optional;

/**
 * The core of a TCF v2 string (IAB Europe and IAB Tech Lab, Transparency and Consent String with
 * Global Vendor List Format, v2): which purposes the user consents to. The whole core must be
 * there, vendors and publisher restrictions too, or it is not readable. Immutable and thread-safe.
 *
 * @param purposes bit n−1 for purpose n
 */
record TcfString(int purposes) {

  private static final int VERSION = 2;

  /** From the version to the purposes: dates, CMP, screen, language, lists, special features. */
  private static final int BEFORE_PURPOSES = 36 + 36 + 12 + 12 + 6 + 12 + 12 + 6 + 1 + 1 + 12;

  private static final int PURPOSES = 24;
  private static final int LONGEST = 20_000;

  /** Store, and build and use a profile for ads. */
  private static final int[] PERSONAL = {1, 3, 4};

  /** Reads one; empty if it cannot be. */
  static Optional<TcfString> read(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Bits.of(text.split("\\.", 2)[0]).flatMap(TcfString::core);
    } catch (IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static Optional<TcfString> core(Bits bits) {
    if (bits.number(6) != VERSION) {
      return Optional.empty();
    }
    bits.skip(BEFORE_PURPOSES);
    int purposes = 0;
    for (int purpose = 0; purpose < PURPOSES; purpose++) {
      purposes |= bits.flag() ? 1 << purpose : 0;
    }
    bits.skip(PURPOSES + 1 + 12);
    vendors(bits);
    vendors(bits);
    for (int restrictions = bits.number(12); restrictions > 0; restrictions--) {
      bits.skip(6 + 2);
      ranges(bits);
    }
    return Optional.of(new TcfString(purposes));
  }

  private static void vendors(Bits bits) {
    int highest = bits.number(16);
    if (bits.flag()) {
      ranges(bits);
    } else {
      bits.skip(highest);
    }
  }

  private static void ranges(Bits bits) {
    for (int entries = bits.number(12); entries > 0; entries--) {
      bits.skip(bits.flag() ? 32 : 16);
    }
  }

  /** Whether it grants purposes 1, 3 and 4. */
  boolean allowsPersonalData() {
    for (int purpose : PERSONAL) {
      if ((purposes >> (purpose - 1) & 1) == 0) {
        return false;
      }
    }
    return true;
  }
}
