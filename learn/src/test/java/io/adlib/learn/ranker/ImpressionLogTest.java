package io.adlib.learn.ranker;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.feature.FeatureSet;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is known of a user is what was known at the request. */
class ImpressionLogTest {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant WRITTEN = START.plus(Duration.ofHours(1));
  private static final UserAsOf PROFILE =
      (user, moment) ->
          moment.isBefore(WRITTEN) ? user : new User(user.id(), Map.of("interest1", "tea"));

  private static Catalogue catalogue() {
    var campaign =
        new Campaign(
            "c",
            "v",
            Campaign.Objective.CLICK,
            Money.parse("1", "EUR"),
            Money.parse("10", "EUR"),
            new Campaign.Flight(START, START.plus(Duration.ofDays(9))),
            Campaign.Targeting.ALL,
            List.of(),
            Campaign.Pacing.ASAP);
    var ad = new Ad("a", "c", "Tea", "", List.of(), "", Optional.empty(), "", "", START);
    return new Catalogue(
        List.of(new Advertiser("v", "Vendor", ZoneOffset.UTC)),
        List.of(campaign),
        List.of(ad),
        List.of(),
        new ExchangeRates(LocalDate.EPOCH, "EUR", Map.of()));
  }

  private static Event impression(String request, Duration after) {
    return new Event(
        "e-" + request,
        START.plus(after),
        "u",
        Event.Kind.IMPRESSION,
        "a",
        Optional.of(request),
        OptionalInt.of(1),
        OptionalDouble.empty(),
        Optional.empty(),
        new Environment("home", "phone", "DE", ""));
  }

  /** The rows of the impressions, each by itself. */
  private static List<int[]> rows(UserAsOf known, Event... events) {
    var catalogue = catalogue();
    var ids = new SemanticIds(List.of("a"), 2, 4, new short[] {0, 0});
    var log =
        new ImpressionLog(
            catalogue,
            new FeatureSet(catalogue, ids),
            List.of(new User("u", Map.of())),
            Instant.MIN,
            known);
    List.of(events).forEach(log);
    Impressions seen = log.impressions();
    int second = seen.firstRow(1);
    return List.of(
        Arrays.copyOfRange(seen.rows(), 0, second),
        Arrays.copyOfRange(seen.rows(), second, seen.firstRow(2)));
  }

  private static ImpressionLog log(List<User> users) {
    var catalogue = catalogue();
    var ids = new SemanticIds(List.of("a"), 2, 4, new short[] {0, 0});
    return new ImpressionLog(
        catalogue, new FeatureSet(catalogue, ids), users, Instant.MIN, UserAsOf.UNCHANGED);
  }

  private static Event by(String user, String request, Event.Kind kind, int minute) {
    return new Event(
        "e-" + request + kind,
        START.plus(Duration.ofMinutes(minute)),
        user,
        kind,
        "a",
        Optional.of(request),
        OptionalInt.of(1),
        OptionalDouble.empty(),
        Optional.empty(),
        new Environment("home", "phone", "DE", ""));
  }

  private static String said(Impressions data, int i) {
    return data.time(i)
        + Arrays.toString(Arrays.copyOfRange(data.rows(), data.firstRow(i), data.firstRow(i + 1)))
        + Arrays.toString(
            Arrays.copyOfRange(data.dense(), i * data.denseCount(), (i + 1) * data.denseCount()))
        + data.isClicked(i)
        + data.isConverted(i);
  }

  private static List<String> all(Impressions data) {
    return IntStream.range(0, data.size()).mapToObj(i -> said(data, i)).toList();
  }

  @Test
  void aUserAtATimeEveryImpressionIsWhatItIsInTheLogsOwnOrder() {
    List<User> users = List.of(new User("u", Map.of("age", "30")), new User("v", Map.of()));
    List<Event> events = new ArrayList<>();
    for (int visit = 0; visit < 6; visit++) {
      for (User user : users) {
        String request = user.id() + visit;
        int minute = 600 * visit;
        events.add(by(user.id(), request, Event.Kind.IMPRESSION, minute));
        if (visit % 2 == 0) {
          events.add(by(user.id(), request, Event.Kind.CLICK, minute + 1));
        }
        if (visit % 4 == 0 && user.id().equals("v")) {
          events.add(by(user.id(), request, Event.Kind.CONVERSION, minute + 2));
        }
      }
    }
    ImpressionLog byTime = log(users);
    events.forEach(byTime);
    ImpressionLog byUser = log(List.of());
    List<String> found = new ArrayList<>();
    for (User user : users.reversed()) {
      byUser.begin(user);
      events.stream().filter(event -> event.user().equals(user.id())).forEach(byUser);
      found.addAll(all(byUser.impressions()));
    }
    assertThat(found).hasSize(12).doesNotHaveDuplicates();
    assertThat(found).containsExactlyInAnyOrderElementsOf(all(byTime.impressions()));
  }

  @Test
  void anExampleBeforeAProfilesDateSeesNoneAndOneAfterItDoes() {
    Event early = impression("r1", Duration.ofMinutes(59));
    Event late = impression("r2", Duration.ofMinutes(60));
    List<int[]> without = rows(UserAsOf.UNCHANGED, early, late);
    List<int[]> with = rows(PROFILE, early, late);
    assertThat(with.getFirst()).isEqualTo(without.getFirst());
    assertThat(with.getLast()).hasSizeGreaterThan(without.getLast().length);
  }
}
