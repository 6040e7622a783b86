package io.adlib.serve.openrtb;

import io.adlib.serve.privacy.ConsentSignals;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether personal data may be used for a bid request: not for a child's page, not for who asked
 * not to be tracked, and only as far as the consent strings allow (see {@link ConsentSignals}).
 * Strings are looked for where OpenRTB 2.6 has them (3.2.3, 3.2.20) and where 2.5 had them, in
 * {@code ext}.
 */
final class Privacy {

  private Privacy() {}

  static boolean allowsPersonalData(BidRequest request) {
    boolean tracked = request.device().filter(d -> isSet(d.dnt()) || isSet(d.lmt())).isEmpty();
    boolean child = request.regs().filter(r -> isSet(r.coppa())).isPresent();
    return tracked && !child && signals(request).allowPersonalData();
  }

  private static ConsentSignals signals(BidRequest request) {
    List<Integer> sections =
        regs(request, BidRequest.Regs::gppSid, BidRequest.RegsExt::gppSid).orElse(List.of());
    return new ConsentSignals(
        regs(request, BidRequest.Regs::gdpr, BidRequest.RegsExt::gdpr).map(gdpr -> gdpr != 0),
        request
            .user()
            .flatMap(u -> u.consent().or(() -> u.ext().flatMap(BidRequest.UserExt::consent)))
            .filter(text -> !text.isEmpty()),
        regs(request, BidRequest.Regs::usPrivacy, BidRequest.RegsExt::usPrivacy)
            .filter(text -> !text.isEmpty()),
        regs(request, BidRequest.Regs::gpp, BidRequest.RegsExt::gpp)
            .filter(text -> !text.isEmpty()),
        sections.stream().filter(Objects::nonNull).toList());
  }

  private static <T> Optional<T> regs(
      BidRequest request,
      Function<BidRequest.Regs, Optional<T>> here,
      Function<BidRequest.RegsExt, Optional<T>> before) {
    return request.regs().flatMap(regs -> here.apply(regs).or(() -> regs.ext().flatMap(before)));
  }

  private static boolean isSet(Optional<Integer> flag) {
    return flag.filter(value -> value == 1).isPresent();
  }
}
