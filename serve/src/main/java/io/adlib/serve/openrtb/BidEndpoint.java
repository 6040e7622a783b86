package io.adlib.serve.openrtb;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.data.access.Pseudonyms;
import io.adlib.market.auction.Billing;
import io.adlib.market.eligibility.Blocks;
import io.adlib.serve.event.NoticeEndpoint;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import io.adlib.serve.json.Amount;
import io.adlib.serve.json.Json;
import io.adlib.serve.path.SlateQuery;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.path.Step;
import io.adlib.serve.release.Assignment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code POST /openrtb/2.6/bid}. Each impression of a request is one slate of one ad, and no two
 * show ads of one advertiser. A bid's price is the ad's eCPM; what the campaign pays is decided by
 * our own auction and charged when the billing notice comes. Thread-safe.
 */
public final class BidEndpoint {

  /** What the wire takes of {@code tmax}, as a guess; our own part of it is measured. */
  private static final int NETWORK_MILLIS = 10;

  private static final int LONGEST_DEADLINE_MILLIS = 10_000;
  private static final int MOST_IMPRESSIONS = 32;
  private static final int LONGEST_TEXT = 4096;

  /** No thousand impressions are worth more, in any currency. */
  private static final BigDecimal HIGHEST_FLOOR = BigDecimal.valueOf(1_000_000);

  private final SlateService service;
  private final Pseudonyms door;
  private final InstantSource clock;
  private final Supplier<String> publicUrl;
  private final Duration deadline;
  private volatile Advertisers advertisers;

  /**
   * @param door gives users their names inside
   * @param publicUrl where notices reach this server, such as {@code https://ads.example}
   * @param deadline for an answer where {@code tmax} is not given
   */
  public BidEndpoint(
      SlateService service,
      Pseudonyms door,
      InstantSource clock,
      Supplier<String> publicUrl,
      Duration deadline) {
    this.service = service;
    this.door = door;
    this.clock = clock;
    this.publicUrl = publicUrl;
    this.deadline = deadline;
    advertisers = new Advertisers(service.live().get().catalogue());
  }

  /** Its route. */
  public Routes routes() {
    return Routes.builder().post("/openrtb/2.6/bid", this::answer).build();
  }

  private HttpResponse answer(HttpRequest http) {
    BidRequest request = Json.read(http.body(), BidRequest.class, "the bid request");
    String id =
        request
            .id()
            .filter(given -> !given.isBlank() && given.length() <= 200)
            .orElseThrow(
                () -> new InputException("the bid request has no usable 'id'", "send one"));
    List<BidRequest.Imp> imps = request.imp().orElse(List.of());
    if (imps.isEmpty() || imps.size() > MOST_IMPRESSIONS || !areUsable(imps)) {
      return respond(BidResponse.none(id, BidResponse.INVALID_REQUEST));
    }
    int millis =
        request
            .tmax()
            .filter(t -> t > 0)
            .map(t -> t - NETWORK_MILLIS)
            .orElse((int) deadline.toMillis());
    if (millis <= 0) {
      return respond(BidResponse.none(id, BidResponse.INSUFFICIENT_AUCTION_TIME));
    }
    var time = Duration.ofMillis(Math.min(millis, LONGEST_DEADLINE_MILLIS));
    Assignment by = service.assign(ask(id, request, imps.getFirst(), time));
    Optional<String> currency = currency(request, by.release().catalogue());
    if (currency.isEmpty() || !Seat.isWelcome(request)) {
      return HttpResponse.empty(204);
    }
    return bid(id, request, imps, currency.get(), time, by);
  }

  private static boolean areUsable(List<BidRequest.Imp> imps) {
    Set<String> seen = new HashSet<>();
    return imps.stream()
        .allMatch(
            imp ->
                imp != null
                    && imp.id()
                        .filter(i -> !i.isBlank() && i.length() <= 50 && seen.add(i))
                        .isPresent());
  }

  private HttpResponse bid(
      String id,
      BidRequest request,
      List<BidRequest.Imp> imps,
      String currency,
      Duration time,
      Assignment by) {
    Catalogue catalogue = by.release().catalogue();
    Set<String> refused = new HashSet<>(advertisers(catalogue).named(texts(request.badv())));
    Set<String> categories = new HashSet<>(texts(request.bcat()));
    var bids = new ArrayList<BidResponse.Bid>();
    boolean late = false;
    Instant began = clock.instant();
    for (BidRequest.Imp imp : imps) {
      Duration left = time.minus(Duration.between(began, clock.instant()));
      if (!left.isPositive()) {
        late = true;
        break;
      }
      if ((imp.banner().isEmpty() && imp.nativeAd().isEmpty()) || !isWithinReach(imp, catalogue)) {
        continue;
      }
      var query =
          new SlateQuery(
              ask(id, request, imp, left),
              new Blocks(categories, refused),
              floor(imp),
              about(request));
      Chosen chosen = choose(request, query, by);
      late |= chosen.late;
      if (chosen.position.isPresent()) {
        Slate.Position position = chosen.position.get();
        refused.add(catalogue.campaign(catalogue.adIndex(position.ad())).advertiser());
        bid(
                query.request().id(),
                imp,
                position,
                price(request, position, catalogue),
                currency,
                catalogue)
            .ifPresent(bids::add);
      }
    }
    if (!bids.isEmpty()) {
      return respond(BidResponse.bids(id, currency, bids));
    }
    return late
        ? respond(BidResponse.none(id, BidResponse.INSUFFICIENT_AUCTION_TIME))
        : HttpResponse.empty(204);
  }

  private record Chosen(Optional<Slate.Position> position, boolean late) {}

  private Chosen choose(BidRequest request, SlateQuery query, Assignment by) {
    if (request.test().filter(test -> test == 1).isPresent()) {
      var decision = service.preview(query, by);
      return new Chosen(
          decision.positions().stream().findFirst(), decision.steps().contains(Step.NO_BID));
    }
    var served = service.serve(query, by);
    return new Chosen(
        served.slate().positions().stream().findFirst(),
        served.steps().contains(Step.NO_BID.text()) || served.steps().contains(Step.SHED.text()));
  }

  // ── from the request ─────────────────────────────────────────────────────────────────────────

  private Request ask(String id, BidRequest request, BidRequest.Imp imp, Duration time) {
    Optional<BidRequest.Site> site = request.site().or(request::app);
    String page =
        site.flatMap(BidRequest.Site::content)
            .flatMap(BidRequest.Content::id)
            .or(() -> site.flatMap(BidRequest.Site::page))
            .orElse("");
    String country =
        request
            .device()
            .flatMap(BidRequest.Device::geo)
            .flatMap(BidRequest.Geo::country)
            .map(Countries::alpha2)
            .orElse("");
    String device =
        request.device().flatMap(BidRequest.Device::devicetype).map(BidEndpoint::device).orElse("");
    String user =
        request
            .user()
            .flatMap(u -> u.buyeruid().or(u::id))
            .filter(u -> u.length() <= 256 && u.chars().noneMatch(c -> c < ' '))
            .map(door::of)
            .orElse("");
    return new Request(
        id + "." + imp.id().orElseThrow(),
        user,
        new Environment(cut(imp.tagid().orElse("")), device, country, cut(page)),
        site.flatMap(BidRequest.Site::search).filter(q -> !q.isBlank()).map(BidEndpoint::cut),
        Privacy.allowsPersonalData(request),
        clock.instant(),
        time,
        1);
  }

  /** The IAB categories of the site or app, its section and page. */
  private static Set<String> about(BidRequest request) {
    Set<String> about = new HashSet<>();
    request
        .site()
        .or(request::app)
        .ifPresent(
            site -> {
              about.addAll(texts(site.cat()));
              about.addAll(texts(site.sectioncat()));
              about.addAll(texts(site.pagecat()));
            });
    return about;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  /** AdCOM's device types in the catalogue's words. */
  private static String device(int type) {
    return switch (type) {
      case 1, 4 -> "mobile";
      case 2 -> "desktop";
      case 3, 6, 7 -> "tv";
      case 5 -> "tablet";
      default -> "";
    };
  }

  private static Optional<String> currency(BidRequest request, Catalogue catalogue) {
    Set<String> known = catalogue.rates().microsOfBase().keySet();
    return request.cur().filter(cur -> !cur.isEmpty()).isPresent()
        ? request.cur().get().stream().filter(c -> c != null && known.contains(c)).findFirst()
        : Optional.of(known.contains("USD") ? "USD" : catalogue.rates().base());
  }

  /** What is there of a list that may be missing or have holes. */
  private static List<String> texts(Optional<List<String>> list) {
    return list.orElse(List.of()).stream().filter(text -> text != null).toList();
  }

  /** Whether the floor is an amount that some ad could pass, in a currency we know. */
  private static boolean isWithinReach(BidRequest.Imp imp, Catalogue catalogue) {
    return imp.bidfloor().filter(floor -> floor.signum() > 0).isEmpty()
        || (!Amount.isUnreasonable(imp.bidfloor().get())
            && imp.bidfloor().get().compareTo(HIGHEST_FLOOR) <= 0
            && catalogue.rates().microsOfBase().containsKey(imp.bidfloorcur().orElse("USD")));
  }

  private static Optional<Money> floor(BidRequest.Imp imp) {
    return imp.bidfloor()
        .filter(floor -> floor.signum() > 0)
        .map(
            floor ->
                Money.parse(
                    floor.setScale(6, java.math.RoundingMode.UP).toPlainString(),
                    imp.bidfloorcur().orElse("USD")));
  }

  /**
   * What to bid for a thousand impressions, in the market's currency. Where the exchange takes the
   * second price that is the ad's worth to its advertiser, which truth serves best; where it takes
   * what was bid ({@code at} 1), no more than our own auction makes the campaign pay, so that no
   * impression is bought for more than it brings.
   */
  private static Money price(BidRequest request, Slate.Position position, Catalogue catalogue) {
    if (request.at().filter(at -> at == 1).isEmpty()) {
      return position.eCPM();
    }
    var campaign = catalogue.campaigns().get(catalogue.campaignIndex(position.campaign()));
    Money paid =
        Billing.expectedCharge(
            campaign.objective(),
            Money.micros(
                Math.multiplyExact(position.price().micros(), 1000), position.price().currency()),
            position.pCTR(),
            position.pCVR());
    Money ours = catalogue.rates().convert(paid, position.eCPM().currency());
    return ours.min(position.eCPM());
  }

  // ── to the response ──────────────────────────────────────────────────────────────────────────

  private Optional<BidResponse.Bid> bid(
      String request,
      BidRequest.Imp imp,
      Slate.Position position,
      Money price,
      String currency,
      Catalogue catalogue) {
    Ad ad = catalogue.ads().get(catalogue.adIndex(position.ad()));
    String here = publicUrl.get().replaceFirst("/+$", "");
    String click = here + NoticeEndpoint.path(Event.Kind.CLICK, request, ad.id());
    String billed = here + NoticeEndpoint.path(Event.Kind.IMPRESSION, request, ad.id());
    Optional<BidRequest.Banner> banner = imp.banner();
    Optional<String> markup =
        banner.isPresent()
            ? Optional.of(Markup.banner(ad, click))
            : imp.nativeAd()
                .flatMap(BidRequest.NativeImp::request)
                .flatMap(
                    json ->
                        Markup.nativeAd(
                            ad,
                            Json.read(
                                    json.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                    NativeRequest.class,
                                    "the native request")
                                .wanted(),
                            click));
    return markup.map(
        adm ->
            new BidResponse.Bid(
                request,
                imp.id().orElseThrow(),
                Amount.decimal(catalogue.rates().convert(price, currency)),
                ad.id(),
                here + NoticeEndpoint.win(request, ad.id()),
                billed,
                here + NoticeEndpoint.loss(request, ad.id()),
                adm,
                Advertisers.domain(ad),
                position.campaign(),
                ad.id(),
                size(banner, true),
                size(banner, false),
                banner.isPresent() ? 1 : 4));
  }

  private static OptionalInt size(Optional<BidRequest.Banner> banner, boolean width) {
    Optional<Integer> size =
        banner.flatMap(
            b ->
                (width ? b.w() : b.h())
                    .or(
                        () ->
                            b.format()
                                .flatMap(f -> f.stream().filter(one -> one != null).findFirst())
                                .flatMap(f -> width ? f.w() : f.h())));
    return size.map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static HttpResponse respond(BidResponse response) {
    return HttpResponse.json(200, response).with("x-openrtb-version", "2.6");
  }

  private Advertisers advertisers(Catalogue now) {
    Advertisers known = advertisers;
    if (known.catalogue() != now) {
      known = new Advertisers(now);
      advertisers = known;
    }
    return known;
  }
}
