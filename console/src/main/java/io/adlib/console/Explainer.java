package io.adlib.console;

import io.adlib.core.Ad;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.market.auction.Candidate;
import io.adlib.market.auction.Lot;
import io.adlib.market.eligibility.Budgets;
import io.adlib.market.eligibility.EligibilityQuery;
import io.adlib.market.eligibility.Ineligible;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.serve.path.Decision;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.Stage;
import io.adlib.serve.release.Recall;
import java.time.Duration;
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
import java.util.stream.Stream;

/**
 * Puts a decision into words. The beams are searched again, as they were; the reasons that kept ads
 * out are judged with the budgets of now.
 */
final class Explainer {

  private static final int BEAM_SHOWN = 10;

  private final Decision decision;
  private final ServedSlate answer;
  private final Duration exposure;
  private final SidIndex index;
  private final Catalogue catalogue;
  private final Map<String, Slate.Position> shown = new HashMap<>();

  Explainer(Decision decision, ServedSlate answer, Duration exposure, SidIndex index) {
    this.decision = decision;
    this.answer = answer;
    this.exposure = exposure;
    this.index = index;
    catalogue = decision.release().catalogue();
    answer.slate().positions().forEach(p -> shown.put(p.ad(), p));
  }

  Explanation explain(Budgets budgets, Money reserve) {
    return new Explanation(
        decision.release().version(),
        asked(),
        known(),
        legality(budgets),
        beams(),
        valued(),
        new Explanation.Sold(Amount.of(reserve), winners(), losers()),
        answer.steps(),
        stages(),
        millis(answer.took()));
  }

  private Explanation.Asked asked() {
    Request r = decision.query().request();
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

  private Explanation.Known known() {
    List<Explanation.Past> history =
        decision.user().recent().reversed().stream()
            .limit(40)
            .map(e -> new Explanation.Past(e.kind().name(), e.subject(), title(e), e.time()))
            .toList();
    return new Explanation.Known(decision.user().user().attributes(), history);
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

  private Explanation.Legality legality(Budgets budgets) {
    var query =
        new EligibilityQuery(
            decision.query().request(),
            budgets,
            FrequencyCounts.of(catalogue, decision.user().recent()),
            decision.query().blocks());
    List<Explanation.Reason> reasons =
        decision.release().eligibility().census(query).entrySet().stream()
            .sorted(Map.Entry.<Ineligible, Integer>comparingByValue().reversed())
            .map(e -> new Explanation.Reason(e.getKey().name(), e.getKey().text(), e.getValue()))
            .toList();
    return new Explanation.Legality(
        catalogue.ads().size(), decision.eligible().getCardinality(), reasons);
  }

  private List<List<Explanation.Beam>> beams() {
    if (decision.beam() == 0) {
      return List.of();
    }
    var levels = new TreeMap<Integer, List<Explanation.Beam>>();
    var legal = decision.release().leaves().legal(decision.eligible());
    Request request = decision.query().request();
    for (List<Recall.Prefix> level :
        decision.release().recall().beams(decision.user(), request, legal, decision.beam())) {
      for (Recall.Prefix prefix : level) {
        levels
            .computeIfAbsent(prefix.codes().size(), _ -> new ArrayList<>())
            .add(beam(path(prefix.codes()), index.words(prefix.codes()), prefix.logP()));
      }
    }
    levels.remove(0);
    levels.computeIfAbsent(decision.release().trie().depth(), _ -> generated());
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
    return decision.candidates().stream()
        .filter(c -> c.logP().isPresent())
        .map(
            c ->
                beam(
                    index.path(decision.release().leaves().leaf(c.ad())),
                    catalogue.ads().get(c.ad()).title(),
                    c.logP().getAsDouble()))
        .toList();
  }

  private Explanation.Beam beam(String path, String words, double logP) {
    boolean won =
        shown.keySet().stream()
            .mapToInt(ad -> decision.release().leaves().leaf(catalogue.adIndex(ad)))
            .anyMatch(leaf -> leaf >= 0 && (index.path(leaf) + "-").startsWith(path + "-"));
    return new Explanation.Beam(path, words, logP, won);
  }

  private static String path(List<Integer> codes) {
    return codes.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private List<Explanation.Valued> valued() {
    Map<Integer, Decision.Valued> proposed = new HashMap<>();
    decision.candidates().forEach(c -> proposed.put(c.ad(), c));
    List<Explanation.Valued> valued = new ArrayList<>();
    Stream.concat(decision.outcome().winners().stream(), decision.outcome().losers().stream())
        .map(Lot::contender)
        .forEach(
            c -> {
              Candidate one = c.candidate();
              valued.add(
                  valued(
                      one.ad(),
                      Optional.ofNullable(proposed.get(one.ad())),
                      one.pCTR(),
                      one.pCVR(),
                      one.bid(),
                      c.eCPM()));
            });
    Set<String> known = valued.stream().map(Explanation.Valued::ad).collect(Collectors.toSet());
    for (Slate.Position p : answer.slate().positions()) {
      if (!known.contains(p.ad())) {
        int ad = catalogue.adIndex(p.ad());
        valued.add(
            valued(
                ad,
                Optional.of(
                    new Decision.Valued(
                        ad, OptionalDouble.empty(), p.sources(), p.pCTR(), p.pCVR())),
                p.pCTR(),
                p.pCVR(),
                catalogue.campaign(ad).bid(),
                p.eCPM()));
      }
    }
    valued.sort(Comparator.comparing((Explanation.Valued v) -> v.eCPM().value()).reversed());
    return valued;
  }

  private Explanation.Valued valued(
      int number,
      Optional<Decision.Valued> proposed,
      double pCTR,
      double pCVR,
      Money bid,
      Money eCPM) {
    Ad ad = catalogue.ads().get(number);
    return new Explanation.Valued(
        ad.id(),
        ad.title(),
        ad.brand(),
        SidIndex.category(ad),
        proposed.map(Decision.Valued::sources).orElse(List.of()),
        proposed.map(Decision.Valued::logP).orElse(OptionalDouble.empty()),
        pCTR,
        pCVR,
        catalogue.campaign(number).objective().name(),
        Amount.of(bid),
        Amount.of(eCPM),
        shown.containsKey(ad.id()));
  }

  private List<Explanation.Winner> winners() {
    Map<String, Lot.Won> won = new HashMap<>();
    decision.outcome().winners().forEach(lot -> won.put(ad(lot).id(), lot));
    List<Explanation.Winner> winners = new ArrayList<>();
    for (Slate.Position p : answer.slate().positions()) {
      Campaign campaign = catalogue.campaigns().get(catalogue.campaignIndex(p.campaign()));
      winners.add(
          new Explanation.Winner(
              winners.size(),
              p.ad(),
              catalogue.ads().get(catalogue.adIndex(p.ad())).title(),
              advertiser(campaign),
              Amount.of(p.eCPM()),
              Optional.ofNullable(won.get(p.ad())).map(lot -> Amount.of(lot.needed())),
              Amount.of(campaign.bid()),
              Amount.of(p.price()),
              paidWhen(campaign)));
    }
    return winners;
  }

  private List<Explanation.Loser> losers() {
    List<Explanation.Loser> losers = new ArrayList<>();
    for (Lot.Won lot : decision.outcome().winners()) {
      if (!shown.containsKey(ad(lot).id())) {
        losers.add(loser(lot, "won, but gave way to exploration or its money had just been held"));
      }
    }
    for (Lot.Lost lot : decision.outcome().losers()) {
      if (!shown.containsKey(ad(lot).id())) {
        losers.add(
            loser(
                lot,
                switch (lot.cause()) {
                  case OUTRANKED -> "better ads took all places";
                  case BELOW_RESERVE -> "worth less than the reserve";
                  case ADVERTISER_LIMIT -> "a better ad of its advertiser is shown";
                }));
      }
    }
    return losers;
  }

  private Explanation.Loser loser(Lot lot, String why) {
    Ad ad = ad(lot);
    Campaign campaign = catalogue.campaigns().get(lot.contender().campaign());
    Amount worth = Amount.of(lot.contender().eCPM());
    return new Explanation.Loser(ad.id(), ad.title(), advertiser(campaign), worth, why);
  }

  private Ad ad(Lot lot) {
    return catalogue.ads().get(lot.contender().candidate().ad());
  }

  private String advertiser(Campaign campaign) {
    return catalogue.advertisers().get(catalogue.advertiserIndex(campaign.advertiser())).name();
  }

  private static String paidWhen(Campaign campaign) {
    return switch (campaign.objective()) {
      case IMPRESSION -> "per thousand impressions";
      case CLICK -> "on a click";
      case CONVERSION -> "on a conversion";
    };
  }

  private List<Explanation.StageTime> stages() {
    List<Explanation.StageTime> stages = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      Duration spent = stage == Stage.EXPOSURE ? exposure : decision.spent().get(stage);
      if (spent != null) {
        stages.add(new Explanation.StageTime(stage.text(), millis(spent)));
      }
    }
    return stages;
  }

  static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
