package io.adlib.serve.openrtb;

import java.util.Base64;
import java.util.Optional;

/**
 * Whether personal data may be used for a bid request. It may not for a child's page, for who asked
 * not to be tracked, for who opted out under US law, and, where the GDPR holds, unless the TCF v2
 * string grants purposes 1 (store), 3 and 4 (build and use a profile for ads). The consent of
 * single vendors and publisher restrictions are the exchange's to apply.
 */
final class Privacy {

  /** Bits before the 24 purposes in the core segment of a TCF v2 string. */
  private static final int PURPOSES = 152;

  private static final int[] NEEDED = {1, 3, 4};

  private Privacy() {}

  static boolean allowsPersonalData(BidRequest request) {
    boolean tracked = request.device().filter(d -> isSet(d.dnt()) || isSet(d.lmt())).isEmpty();
    boolean child = request.regs().filter(r -> isSet(r.coppa())).isPresent();
    boolean optedOut =
        request
            .regs()
            .flatMap(BidRequest.Regs::usPrivacy)
            .filter(text -> text.length() == 4 && (text.charAt(2) | 32) == 'y')
            .isPresent();
    boolean gdpr = request.regs().filter(r -> isSet(r.gdpr())).isPresent();
    return tracked
        && !child
        && !optedOut
        && (!gdpr || grants(request.user().flatMap(BidRequest.User::consent)));
  }

  private static boolean isSet(Optional<Integer> flag) {
    return flag.filter(value -> value == 1).isPresent();
  }

  private static boolean grants(Optional<String> consent) {
    String core = consent.orElse("").split("\\.", 2)[0];
    byte[] bits;
    try {
      bits = Base64.getUrlDecoder().decode(core);
    } catch (IllegalArgumentException _) {
      return false;
    }
    if (bits.length * 8 < PURPOSES + 24 || (bits[0] & 0xff) >> 2 != 2) {
      return false;
    }
    for (int purpose : NEEDED) {
      int at = PURPOSES + purpose - 1;
      if ((bits[at / 8] >> (7 - at % 8) & 1) == 0) {
        return false;
      }
    }
    return true;
  }
}
