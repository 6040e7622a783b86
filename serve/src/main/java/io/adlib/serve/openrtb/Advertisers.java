package io.adlib.serve.openrtb;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Advertisers by the domains of their landing pages, for {@code badv} and {@code adomain}. */
final class Advertisers {

  private final Catalogue catalogue;
  private final Map<String, Set<String>> byDomain = new HashMap<>();

  Advertisers(Catalogue catalogue) {
    this.catalogue = catalogue;
    for (int ad = 0; ad < catalogue.ads().size(); ad++) {
      String advertiser = catalogue.campaign(ad).advertiser();
      for (String domain : domain(catalogue.ads().get(ad))) {
        byDomain.computeIfAbsent(domain, _ -> new HashSet<>()).add(advertiser);
      }
    }
  }

  Catalogue catalogue() {
    return catalogue;
  }

  /** The advertisers that some domains or ids name. */
  Set<String> named(List<String> domainsOrIds) {
    var advertisers = new HashSet<String>();
    for (String name : domainsOrIds) {
      advertisers.add(name);
      advertisers.addAll(byDomain.getOrDefault(name.toLowerCase(Locale.ROOT), Set.of()));
    }
    return advertisers;
  }

  /** The domain of an ad's landing page, without {@code www.}; none if it has none. */
  static List<String> domain(Ad ad) {
    try {
      String host = URI.create(ad.landingPage()).getHost();
      return host == null
          ? List.of()
          : List.of(host.toLowerCase(Locale.ROOT).replaceFirst("^www\\.", ""));
    } catch (IllegalArgumentException _) {
      return List.of();
    }
  }
}
