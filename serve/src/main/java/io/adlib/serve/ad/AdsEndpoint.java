package io.adlib.serve.ad;

import io.adlib.data.access.AuditLog;
import io.adlib.data.imports.AdObjects;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.AdRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code POST /v1/ads}, {@code GET /v1/ads}, {@code GET} and {@code DELETE /v1/ads/{id}}: ads that
 * are served from the next request on, and no more. What is acknowledged is durable. Thread-safe.
 */
public final class AdsEndpoint {

  /** Ids that a line of the audit log names. */
  private static final int NAMED = 20;

  private final LiveAds ads;
  private final LiveRelease live;
  private final Counts counts;
  private final AuditLog audit;
  private final InstantSource clock;

  /** Is told how many ads came to which end; thread-safe. */
  @FunctionalInterface
  public interface Counts {
    /** Such as 1 that was {@code created}, {@code known}, {@code rejected} or {@code withdrawn}. */
    void add(String outcome, int ads);
  }

  /**
   * @param audit where additions and withdrawals are written down
   */
  public AdsEndpoint(
      LiveAds ads, LiveRelease live, Counts counts, AuditLog audit, InstantSource clock) {
    this.ads = ads;
    this.audit = audit;
    this.live = live;
    this.counts = counts;
    this.clock = clock;
  }

  /** Its routes. */
  public Routes routes() {
    return Routes.builder()
        .post("/v1/ads", this::post)
        .get("/v1/ads", _ -> list())
        .get("/v1/ads/{id}", this::get)
        .add("DELETE", "/v1/ads/{id}", this::delete)
        .build();
  }

  /** An ad that is served, or was. */
  record AdJson(String ad, String status, String semanticId) {}

  /** An ad that was not taken. */
  record RefusedJson(int index, String ad, int status, String field, String reason) {}

  /** What became of several ads. */
  record ReportJson(int created, int known, List<AdJson> ads, List<RefusedJson> rejected) {}

  /** The same for one, as any error with the field that is wrong. */
  record ProblemJson(String error, String remedy, String field, String reason, String request) {}

  private HttpResponse post(HttpRequest http) {
    Instant now = clock.instant();
    AdObjects.Body body = AdObjects.read(http.body(), live.get().catalogue().rates(), now);
    List<AdOffer> offers =
        body.ads().stream()
            .flatMap(read -> read.ad().map(ad -> new AdOffer(ad, read.dated())).stream())
            .toList();
    List<AdOutcome> outcomes = offers.isEmpty() ? List.of() : ads.post(offers);
    var taken = new ArrayList<AdJson>();
    var refused = new ArrayList<RefusedJson>();
    int next = 0;
    for (int i = 0; i < body.ads().size(); i++) {
      AdObjects.Read read = body.ads().get(i);
      if (read.ad().isEmpty()) {
        refused.add(new RefusedJson(i, read.id(), 400, read.field(), read.reason()));
        continue;
      }
      switch (outcomes.get(next++)) {
        case AdOutcome.Created(String id, String path) ->
            taken.add(new AdJson(id, "created", path));
        case AdOutcome.Known(String id, String path) -> taken.add(new AdJson(id, "known", path));
        case AdOutcome.Refused(String id, AdOutcome.Cause cause, String field, String reason) ->
            refused.add(new RefusedJson(i, id, status(cause), field, reason));
      }
    }
    int created = (int) taken.stream().filter(ad -> ad.status().equals("created")).count();
    counts.add("created", created);
    counts.add("known", taken.size() - created);
    counts.add("rejected", refused.size());
    if (created > 0) {
      String ids =
          taken.stream()
              .filter(ad -> ad.status().equals("created"))
              .map(AdJson::ad)
              .limit(NAMED)
              .collect(Collectors.joining(" "));
      audit.add(http.caller(), "ads.add", ids + (created > NAMED ? " …" : ""), created + " added");
    }
    if (!body.single()) {
      return HttpResponse.json(
          200, new ReportJson(created, taken.size() - created, taken, refused));
    }
    if (taken.isEmpty()) {
      return problem(refused.getFirst(), http.id());
    }
    return HttpResponse.json(created == 1 ? 201 : 200, taken.getFirst());
  }

  private static int status(AdOutcome.Cause cause) {
    return switch (cause) {
      case CONFLICT -> 409;
      case UNFIT -> 422;
    };
  }

  private static HttpResponse problem(RefusedJson refused, String request) {
    String error =
        refused.field().isEmpty()
            ? "the ad " + refused.reason()
            : refused.field() + ": " + refused.reason();
    return HttpResponse.json(
        refused.status(),
        new ProblemJson(error, AdObjects.remedy(), refused.field(), refused.reason(), request));
  }

  /** What was posted and is served, as JSON lines that an import reads. */
  private HttpResponse list() {
    var lines = new StringBuilder();
    for (AdRecord record : ads.posted()) {
      lines.append(AdObjects.line(record.ad())).append('\n');
    }
    return HttpResponse.bytes(
        200, "application/x-ndjson", lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse get(HttpRequest http) {
    String id = http.parameter("id");
    Release release = live.get();
    int number = release.catalogue().adIndex(id);
    if (number < 0) {
      return unknown(id, http.id());
    }
    int item = release.ids().indexOf(id);
    return HttpResponse.json(
        200,
        new AdJson(
            id,
            release.withdrawn().contains(number) ? "withdrawn" : "live",
            item < 0 ? "" : release.ids().path(item)));
  }

  private HttpResponse delete(HttpRequest http) {
    String id = http.parameter("id");
    if (!ads.withdraw(id)) {
      return unknown(id, http.id());
    }
    counts.add("withdrawn", 1);
    audit.add(http.caller(), "ads.withdraw", id, "done");
    return HttpResponse.empty(204);
  }

  private static HttpResponse unknown(String id, String request) {
    return HttpResponse.problem(
        404, "there is no ad '" + id + "'", "GET /v1/ads lists the ads that were posted", request);
  }
}
