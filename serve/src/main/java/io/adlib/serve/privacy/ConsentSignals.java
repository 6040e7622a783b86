package io.adlib.serve.privacy;

import java.util.List;
import java.util.Optional;

/**
 * What a request says of its user's wishes, in the strings of the IAB. A string that is there must
 * be readable and allow the use of personal data: one that cannot be read allows nothing. The
 * consent of single vendors and publisher restrictions are the caller's to apply.
 *
 * @param gdpr whether the GDPR holds, if that is said
 * @param tcf a TCF v2 string; needed where the GDPR holds
 * @param usPrivacy a U.S. Privacy string
 * @param gpp a string of the Global Privacy Platform
 * @param gppSections which of its sections apply; all, if that is not said
 */
public record ConsentSignals(
    Optional<Boolean> gdpr,
    Optional<String> tcf,
    Optional<String> usPrivacy,
    Optional<String> gpp,
    List<Integer> gppSections) {

  public ConsentSignals {
    gppSections = List.copyOf(gppSections);
  }

  /** Whether personal data may be used as far as these say. */
  public boolean allowPersonalData() {
    return tcfAllows()
        && usPrivacy.map(text -> UsString.privacy(text).orElse(false)).orElse(true)
        && gppAllows();
  }

  private boolean tcfAllows() {
    boolean holds = gdpr.orElse(tcf.isPresent());
    return !holds || tcf.flatMap(TcfString::read).filter(TcfString::allowsPersonalData).isPresent();
  }

  /** Sections that apply without a string to find them in allow nothing. */
  private boolean gppAllows() {
    if (gpp.isEmpty()) {
      return gppSections.stream().noneMatch(id -> id > 0);
    }
    return GppString.read(gpp.get())
        .filter(read -> read.allowsPersonalData(gppSections))
        .isPresent();
  }
}
