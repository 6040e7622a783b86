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
 * called; a click leads on to the ad's landing page. Thread-safe.
 */
public final class NoticeEndpoint {

  private final SlateService service;
  private final InstantSource clock;

  public NoticeEndpoint(SlateService service, InstantSource clock) {
    this.service = service;
    this.clock = clock;
  }

  /** Its route. */
  public Routes routes() {
    return Routes.builder().get("/v1/notice/{kind}/{request}/{ad}", this::take).build();
  }

  /** The path of a notice. */
  public static String path(Event.Kind kind, String request, String ad) {
    return "/v1/notice/"
        + kind.name().toLowerCase(Locale.ROOT)
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
                  "there are no notices of '" + other + "'", "use impression or click");
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
