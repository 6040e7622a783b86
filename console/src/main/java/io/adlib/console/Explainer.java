package io.adlib.console;

import io.adlib.core.Ad;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.serve.release.Recall;
import io.adlib.serve.view.Explanation.Considered;
import io.adlib.serve.view.Influence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Puts an explanation of serving into the catalogue's words. */
final class Explainer {

  private static final int BEAM_SHOWN = 10;
  private static final int HISTORY_SHOWN = 40;

  private final io.adlib.serve.view.Explanation what;
  private final SidIndex index;
  private final Catalogue catalogue;
  private final Map<String, Slate.Position> shown = new HashMap<>();
  private final List<String> shownPaths;

  /**
   * @param index of the release that answered
   */
  Explainer(io.adlib.serve.view.Explanation what, SidIndex index) {
    this.what = what;
    this.index = index;
    catalogue = index.release().catalogue();
    what.slate().positions().forEach(p -> shown.put(p.ad(), p));
    shownPaths = shown.keySet().stream().map(index::path).toList();
  }

  Explanation explain() {
    return new Explanation(
        what.release(),
        asked(),
        known(),
        new Explanation.Legality(
            what.ads(),
            what.eligible(),
            what.reasons().stream()
                .map(r -> new Explanation.Reason(r.name(), r.text(), r.ads()))
                .toList(),
            what.missed().stream()
                .map(m -> new Explanation.Missed(m.ad(), m.title(), m.logP(), m.reasons()))
                .toList()),
        what.influence()
            .map(i -> new Explanation.Influenced(i.ad(), ad(i.ad()).title(), i.agreement())),
        beams(),
        valued(),
        new Explanation.Sold(Amount.of(what.reserve()), winners(), losers()),
        what.steps(),
        what.spent().entrySet().stream()
            .map(e -> new Explanation.StageTime(e.getKey(), e.getValue().toNanos() / 1e6))
            .toList(),
        what.took().toNanos() / 1e6);
  }

  private Explanation.Asked asked() {
    Request r = what.request();
    return new Explanation.Asked(
        r.id(),
        r.time(),
        r.user(),
        r.consent(),
        r.environment().placement(),
        r.environment().device(),
        r.environment().country(),
        r.environment().page(),
        r.query().orElse(""),
        r.slots());
  }

  /** What bore on the ad stands first: most of a history are impressions, which no prompt reads. */
  private Explanation.Known known() {
    return new Explanation.Known(
        what.attributes(),
        IntStream.range(0, what.history().size())
            .mapToObj(i -> what.history().size() - 1 - i)
            .sorted(Comparator.comparing(number -> !isFelt(number)))
            .limit(HISTORY_SHOWN)
            .map(this::past)
            .toList());
  }

  private boolean isFelt(int number) {
    return what.influence()
        .map(influence -> influence.bearings().get(number))
        .filter(bearing -> bearing.attention() != 0 || bearing.effect() != 0)
        .isPresent();
  }

  private Explanation.Past past(int number) {
    Event e = what.history().get(number);
    Optional<Influence.Bearing> bearing = what.influence().map(i -> i.bearings().get(number));
    return new Explanation.Past(
        e.kind().name(),
        e.subject(),
        title(e),
        e.time(),
        bearing.map(b -> OptionalDouble.of(b.attention())).orElse(OptionalDouble.empty()),
        bearing.map(b -> OptionalDouble.of(b.effect())).orElse(OptionalDouble.empty()));
  }

  private String title(Event event) {
    if (event.kind() == Event.Kind.SEARCH) {
      return event.subject();
    }
    if (event.kind().isOfAd()) {
      int ad = catalogue.adIndex(event.subject());
      return ad < 0 ? "" : catalogue.ads().get(ad).title();
    }
    int content = catalogue.contentIndex(event.subject());
    return content < 0 ? "" : catalogue.contents().get(content).title();
  }

  // ── beams ────────────────────────────────────────────────────────────────────────────────────

  private List<List<Explanation.Beam>> beams() {
    if (what.levels().isEmpty()) {
      return List.of();
    }
    var levels = new TreeMap<Integer, List<Explanation.Beam>>();
    for (List<Recall.Prefix> level : what.levels()) {
      for (Recall.Prefix prefix : level) {
        String path = prefix.codes().stream().map(String::valueOf).collect(Collectors.joining("-"));
        levels
            .computeIfAbsent(prefix.codes().size(), _ -> new ArrayList<>())
            .add(
                new Explanation.Beam(
                    path,
                    index.words(prefix.codes()),
                    index.near(prefix.codes()),
                    prefix.logP(),
                    prefix.value(),
                    won(path)));
      }
    }
    levels.remove(0);
    levels.computeIfAbsent(index.release().trie().depth(), _ -> generated());
    return levels.values().stream()
        .map(
            level ->
                level.stream()
                    .sorted(Comparator.comparingDouble(Explanation.Beam::logP).reversed())
                    .limit(BEAM_SHOWN)
                    .toList())
        .toList();
  }

  /** Whole paths: the ads that were generated. */
  private List<Explanation.Beam> generated() {
    List<Explanation.Beam> ads = new ArrayList<>();
    for (Considered c : what.candidates()) {
      c.logP()
          .ifPresent(
              logP ->
                  ads.add(
                      new Explanation.Beam(
                          c.semanticId(),
                          c.title(),
                          List.of(),
                          logP,
                          OptionalDouble.empty(),
                          won(c.semanticId()))));
    }
    return ads;
  }

  private boolean won(String path) {
    return shownPaths.stream().anyMatch(whole -> (whole + "-").startsWith(path + "-"));
  }

  // ── values ───────────────────────────────────────────────────────────────────────────────────

  private List<Explanation.Valued> valued() {
    List<Explanation.Valued> valued = new ArrayList<>();
    for (Considered c : what.candidates()) {
      valued.add(
          valued(
              c.ad(), c.sources(), c.logP(), c.pCTR(), c.pCVR(), c.grade(), Amount.of(c.eCPM())));
    }
    Set<String> known = valued.stream().map(Explanation.Valued::ad).collect(Collectors.toSet());
    for (Slate.Position p : what.slate().positions()) {
      if (!known.contains(p.ad())) {
        var none = OptionalDouble.empty();
        valued.add(
            valued(p.ad(), p.sources(), none, p.pCTR(), p.pCVR(), none, Amount.of(p.eCPM())));
      }
    }
    valued.sort(Comparator.comparing((Explanation.Valued v) -> v.eCPM().value()).reversed());
    return valued;
  }

  private Explanation.Valued valued(
      String id,
      List<String> sources,
      OptionalDouble logP,
      double pCTR,
      double pCVR,
      OptionalDouble grade,
      Amount eCPM) {
    Ad ad = ad(id);
    Campaign campaign = campaign(id);
    return new Explanation.Valued(
        id,
        ad.title(),
        ad.brand(),
        SidIndex.category(ad),
        sources,
        logP,
        pCTR,
        pCVR,
        grade,
        campaign.objective().name(),
        Amount.of(campaign.bid()),
        eCPM,
        shown.containsKey(id));
  }

  // ── the auction ──────────────────────────────────────────────────────────────────────────────

  private List<Explanation.Winner> winners() {
    Map<String, Considered> considered = new HashMap<>();
    what.candidates().forEach(c -> considered.put(c.ad(), c));
    List<Explanation.Winner> winners = new ArrayList<>();
    for (Slate.Position p : what.slate().positions()) {
      winners.add(
          new Explanation.Winner(
              winners.size(),
              p.ad(),
              ad(p.ad()).title(),
              advertiser(p.ad()),
              Amount.of(p.eCPM()),
              Optional.ofNullable(considered.get(p.ad()))
                  .flatMap(Considered::needed)
                  .map(Amount::of),
              Amount.of(campaign(p.ad()).bid()),
              Amount.of(p.price()),
              switch (campaign(p.ad()).objective()) {
                case IMPRESSION -> "per thousand impressions";
                case CLICK -> "on a click";
                case CONVERSION -> "on a conversion";
              }));
    }
    return winners;
  }

  private List<Explanation.Loser> losers() {
    return what.candidates().stream()
        .filter(c -> !shown.containsKey(c.ad()))
        .map(
            c ->
                new Explanation.Loser(
                    c.ad(), c.title(), advertiser(c.ad()), Amount.of(c.eCPM()), why(c)))
        .toList();
  }

  private static String why(Considered c) {
    return switch (c.lost().orElse("")) {
      case "OUTRANKED" -> "better ads took all places";
      case "BELOW_RESERVE" -> "worth less than the reserve";
      case "FLOOR" -> "answers the query less than relevance.floor asks";
      case "ADVERTISER_LIMIT" -> "a better ad of its advertiser is shown";
      case "" -> "won, but gave way to exploration or its money had just been held";
      default -> c.lost().orElse("");
    };
  }

  private Ad ad(String id) {
    return catalogue.ads().get(catalogue.adIndex(id));
  }

  private Campaign campaign(String ad) {
    return catalogue.campaign(catalogue.adIndex(ad));
  }

  private String advertiser(String ad) {
    String id = campaign(ad).advertiser();
    return catalogue.advertisers().get(catalogue.advertiserIndex(id)).name();
  }
}
