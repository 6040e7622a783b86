package io.adlib.learn.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.feature.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four hundred users see a good and a bad ad once a day for six days; the last day is unlike. */
class RankerFilesTest {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final int DAYS = 6;
  private static final Instant END = START.plus(Duration.ofDays(DAYS));
  private static final ImpressionFile.Sizes SMALL = new ImpressionFile.Sizes(64, 8);

  @TempDir Path folder;

  private static Catalogue catalogue() {
    var campaign =
        new Campaign(
            "c",
            "v",
            Campaign.Objective.CLICK,
            Money.parse("1", "EUR"),
            Money.parse("10", "EUR"),
            new Campaign.Flight(START, END),
            Campaign.Targeting.ALL,
            List.of(),
            Campaign.Pacing.ASAP);
    List<Ad> ads =
        Stream.of("good", "bad")
            .map(id -> new Ad(id, "c", id, "", List.of(), "", Optional.empty(), "", "", START))
            .toList();
    return new Catalogue(
        List.of(new Advertiser("v", "Vendor", ZoneOffset.UTC)),
        List.of(campaign),
        ads,
        List.of(),
        new ExchangeRates(LocalDate.EPOCH, "EUR", Map.of()));
  }

  /** A user's events; of the last day half of all impressions are clicked. */
  private static List<Event> history(String user, double clicked, RandomGenerator random) {
    List<Event> events = new ArrayList<>();
    for (int day = 0; day < DAYS; day++) {
      for (String ad : List.of("good", "bad")) {
        Instant time = START.plus(Duration.ofDays(day)).plusSeconds(random.nextInt(24 * 3600 - 10));
        String request = user + day + ad;
        events.add(event(user, Event.Kind.IMPRESSION, ad, request, time));
        double rate = day == DAYS - 1 ? .5 : ad.equals("good") ? clicked : clicked / 8;
        if (random.nextDouble() < rate) {
          events.add(event(user, Event.Kind.CLICK, ad, request, time.plusSeconds(5)));
        }
      }
    }
    events.sort(Comparator.comparing(Event::time));
    return events;
  }

  private static Event event(
      String user, Event.Kind kind, String ad, String request, Instant time) {
    return new Event(
        request + kind,
        time,
        user,
        kind,
        ad,
        Optional.of(request),
        OptionalInt.of(0),
        OptionalDouble.empty(),
        Optional.empty(),
        new Environment("home", "phone", "DE", ""));
  }

  private static ImpressionLog log(FeatureSet features) {
    return new ImpressionLog(catalogue(), features, List.of(), Instant.MIN, UserAsOf.UNCHANGED);
  }

  private static FeatureSet features() {
    return new FeatureSet(
        catalogue(), new SemanticIds(List.of("good", "bad"), 2, 4, new short[] {0, 0, 1, 0}));
  }

  private static List<List<Event>> histories(double clicked) {
    RandomGenerator random = new Seed(4).generator();
    return Stream.iterate(0, u -> u + 1)
        .limit(400)
        .map(u -> history("u" + u, clicked, random))
        .toList();
  }

  private RankerFiles files(FeatureSet features, List<List<Event>> histories) {
    var times = new ImpressionTimes(START, END);
    var files = new RankerFiles(folder, log(features), asked(times, histories), END, SMALL);
    histories.forEach(events -> files.add(new User(events.getFirst().user(), Map.of()), events));
    return files;
  }

  private static ImpressionTimes asked(ImpressionTimes times, List<List<Event>> histories) {
    histories.stream()
        .flatMap(List::stream)
        .filter(event -> event.kind() == Event.Kind.IMPRESSION)
        .forEach(event -> times.add(event.time()));
    return times;
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    }
  }

  private static double mean(TrainedRanker ranker, Impressions data, int ad, Instant from) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < data.size(); i++) {
      if (data.ad(i) == ad && !data.time(i).isBefore(from)) {
        sum += from.equals(START) ? ranker.rawClick(data, i, 0) : ranker.pClick(data, i, 0);
        count++;
      }
    }
    return sum / count;
  }

  @Test
  void itLearnsOfTheEarlyDaysAndIsCalibratedByTheLastAsTheSameInMemoryIs() throws IOException {
    List<List<Event>> histories = histories(.4);
    FeatureSet features = features();
    ImpressionLog byTime = log(features);
    histories.stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing(Event::time).thenComparing(Event::id))
        .forEach(byTime);
    Impressions all = byTime.impressions();
    TrainedRanker whole =
        RankerTraining.train(all, features.names(), END, new Seed(1), Progress.SILENT);
    try (var files = files(features, histories)) {
      TrainedRanker ranker = files.train(features.names(), new Seed(1), Progress.SILENT);
      Instant last = END.minus(Duration.ofDays(1));
      double early = mean(ranker, all, 0, START) - mean(ranker, all, 1, START);
      assertThat(early).as("a good ad's advantage, as learnt").isCloseTo(.35, within(.08));
      assertThat(mean(ranker, all, 0, last) + mean(ranker, all, 1, last))
          .as("of the last day half are clicked")
          .isCloseTo(1, within(.08));
      assertThat(mean(ranker, all, 0, START)).isCloseTo(mean(whole, all, 0, START), within(.08));
      assertThat(mean(ranker, all, 1, START)).isCloseTo(mean(whole, all, 1, START), within(.08));
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void withoutAClickNothingIsLearntAndNothingIsLeft() throws IOException {
    FeatureSet features = features();
    try (var files = files(features, histories(0).stream().map(RankerFilesTest::shown).toList())) {
      assertThatThrownBy(() -> files.train(features.names(), new Seed(1), Progress.SILENT))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("no click among the 3200 impressions");
    }
    assertThat(left()).isEmpty();
  }

  private static List<Event> shown(List<Event> events) {
    return events.stream().filter(event -> event.kind() == Event.Kind.IMPRESSION).toList();
  }

  @Test
  void filesThatWereOnlyBegunAreGoneOnceItIsClosed() throws IOException {
    files(features(), histories(.4)).close();
    assertThat(left()).isEmpty();
  }
}
