package io.adlib.serve.event;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.state.EventOutcome;
import io.adlib.serve.state.Exposure;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * {@code GET /v1/notice/impression/{request}/{ad}} and {@code …/click/…}: events by URL, as
 * OpenRTB's billing notices and a page's pixels need them. Each counts once, however often it is
 * called; a click leads on to the ad's landing page. {@code …/win/…} and {@code …/loss/…} are
 * OpenRTB's other two notices (2.6, 4.3). Thread-safe.
 */
public final class NoticeEndpoint {

  private final SlateService service;
  private final Notices notices;
  private final InstantSource clock;

  /** Is told of wins and losses; thread-safe. */
  @FunctionalInterface
  public interface Notices {
    /** A {@code win}, or a {@code loss} with the exchange's reason. */
    void notice(String kind, String reason);
  }

  public NoticeEndpoint(SlateService service, Notices notices, InstantSource clock) {
    this.service = service;
    this.notices = notices;
    this.clock = clock;
  }

  /** Its routes. */
  public Routes routes() {
    return Routes.builder()
        .get("/v1/notice/win/{request}/{ad}", this::won)
        .get("/v1/notice/loss/{request}/{ad}", this::lost)
        .get("/v1/notice/{kind}/{request}/{ad}", this::take)
        .build();
  }

  /** The path of a win notice, with the macro of its price. */
  public static String win(String request, String ad) {
    return path("win", request, ad) + "?price=${AUCTION_PRICE}";
  }

  /** The path of a loss notice, with the macro of its reason. */
  public static String loss(String request, String ad) {
    return path("loss", request, ad) + "?reason=${AUCTION_LOSS}";
  }

  /** A bid won; it is billed when the billing notice comes, so nothing changes yet. */
  private HttpResponse won(HttpRequest http) {
    served(http);
    notices.notice("win", "");
    return HttpResponse.empty(204);
  }

  /** A bid lost: what is held for its ad is free at once, and not only when it expires. */
  private HttpResponse lost(HttpRequest http) {
    served(http);
    boolean freed = service.state().release(http.parameter("request"), http.parameter("ad"));
    String reason = http.query("reason").filter(r -> r.matches("\\d{1,4}")).orElse("none");
    notices.notice("loss", freed ? reason : "late");
    return HttpResponse.empty(204);
  }

  private Exposure served(HttpRequest http) {
    String request = http.parameter("request");
    return service
        .state()
        .exposure(request)
        .filter(
            e -> e.slate().positions().stream().anyMatch(p -> p.ad().equals(http.parameter("ad"))))
        .orElseThrow(
            () ->
                new InputException(
                    "the request '" + request + "' was not served here with that ad",
                    "use the URL from the answer"));
  }

  /** The path of a notice. */
  public static String path(Event.Kind kind, String request, String ad) {
    return path(kind.name().toLowerCase(Locale.ROOT), request, ad);
  }

  private static String path(String kind, String request, String ad) {
    return "/v1/notice/"
        + kind
        + "/"
        + URLEncoder.encode(request, StandardCharsets.UTF_8).replace("+", "%20")
        + "/"
        + URLEncoder.encode(ad, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpResponse take(HttpRequest http) {
    Event.Kind kind =
        switch (http.parameter("kind")) {
          case "impression" -> Event.Kind.IMPRESSION;
          case "click" -> Event.Kind.CLICK;
          case String other ->
              throw new InputException(
                  "there are no notices of '" + other + "'", "use impression, click, win or loss");
        };
    String request = http.parameter("request");
    String ad = http.parameter("ad");
    Optional<Exposure> exposure = service.state().exposure(request);
    if (exposure.isEmpty()) {
      throw new InputException(
          "the request '" + request + "' was not served here", "use the URL from the answer");
    }
    var asked = exposure.get().request();
    var event =
        new Event(
            "notice/" + http.parameter("kind") + "/" + request + "/" + ad,
            clock.instant(),
            asked.consent() ? asked.user() : "",
            kind,
            ad,
            Optional.of(request),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            asked.environment());
    if (service.accept(List.of(event)).getFirst()
        instanceof EventOutcome.Rejected(String _, String reason)) {
      throw new InputException(reason, "use the URL from the answer");
    }
    return kind == Event.Kind.CLICK ? onwards(ad) : HttpResponse.empty(204);
  }

  private HttpResponse onwards(String ad) {
    Catalogue catalogue = service.live().get().catalogue();
    int number = catalogue.adIndex(ad);
    String page = number < 0 ? "" : catalogue.ads().get(number).landingPage();
    boolean usable =
        (page.startsWith("https://") || page.startsWith("http://"))
            && page.chars().allMatch(c -> c > ' ' && c < 127);
    return usable ? HttpResponse.empty(302).with("Location", page) : HttpResponse.empty(204);
  }
}
