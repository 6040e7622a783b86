package io.adlib.serve.slate;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Slate;
import io.adlib.serve.json.Amount;
import io.adlib.serve.path.ServedSlate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An answer as JSON.
 *
 * @param request its id, to send back with events
 * @param release which release answered
 * @param arm of the experiment; {@code live} outside of one
 * @param ads best first; may be empty
 * @param steps what was left out for want of time
 * @param repeated whether this answer had been given before
 * @param tookMs milliseconds on our side
 */
record SlateJson(
    String request,
    String release,
    String arm,
    List<AdJson> ads,
    List<String> steps,
    boolean repeated,
    double tookMs) {

  /** One ad, with what is needed to show it and to report on it. */
  record AdJson(
      int position,
      String ad,
      String campaign,
      String title,
      String description,
      String brand,
      Optional<Amount> productPrice,
      String image,
      String landingPage,
      double pCTR,
      double pCVR,
      Amount eCPM,
      Amount price,
      double propensity,
      List<String> sources) {}

  static SlateJson of(ServedSlate served) {
    Catalogue catalogue = served.by().catalogue();
    var ads = new ArrayList<AdJson>();
    List<Slate.Position> positions = served.slate().positions();
    for (int i = 0; i < positions.size(); i++) {
      Slate.Position p = positions.get(i);
      int number = catalogue.adIndex(p.ad());
      Optional<Ad> ad = number < 0 ? Optional.empty() : Optional.of(catalogue.ads().get(number));
      ads.add(
          new AdJson(
              i,
              p.ad(),
              p.campaign(),
              ad.map(Ad::title).orElse(""),
              ad.map(Ad::description).orElse(""),
              ad.map(Ad::brand).orElse(""),
              ad.flatMap(Ad::price).map(Amount::of),
              ad.map(Ad::image).orElse(""),
              ad.map(Ad::landingPage).orElse(""),
              p.pCTR(),
              p.pCVR(),
              Amount.of(p.eCPM()),
              Amount.of(p.price()),
              p.propensity(),
              p.sources()));
    }
    return new SlateJson(
        served.slate().request(),
        served.slate().release(),
        served.arm(),
        ads,
        served.steps(),
        served.repeated(),
        Math.round(served.took().toNanos() / 1e3) / 1e3);
  }
}
