package io.adlib.market.pacing;

import static io.adlib.market.pacing.PacedDay.campaign;
import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Campaign;
import io.adlib.core.Campaign.Pacing;
import io.adlib.core.Money;
import io.adlib.core.Seed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacerTest {

  private static final Duration DAY = Duration.ofDays(1);

  /** 14,400 chances a day, of which 4,000 may be paid for. */
  private static PacedDay berlin() {
    return new PacedDay("Europe/Berlin", "2026-11-22T23:00:00Z", campaign("40"));
  }

  private static double peaks(Instant now) {
    double hour = now.atZone(ZoneId.of("Europe/Berlin")).toLocalTime().toSecondOfDay() / 3600.0;
    return 3 + 30 * Math.exp(-Math.pow((hour - 9) / 2, 2)) + 20 * Math.exp(-Math.pow(hour - 20, 2));
  }

  @Test
  void spendFollowsTheTrafficThatWasLearned() {
    PacedDay day = berlin();
    day.traffic = PacerTest::peaks;
    day.pass(DAY);
    double all = 0;
    double[] came = new double[24];
    for (int minute = 0; minute < 1440; minute++) {
      all += peaks(day.now.plus(Duration.ofMinutes(minute)));
      came[minute / 60] = all;
    }
    List<Double> spent = day.hours(24);
    for (int hour = 0; hour < 24; hour++) {
      assertThat(spent.get(hour))
          .as("hour %d", hour)
          .isBetween(came[hour] / all - .03, came[hour] / all + .04);
    }
    assertThat(spent.getLast()).isBetween(.99, 1.0);
  }

  @Test
  void theFirstDayIsSpreadByTheClockAndSpentInFull() {
    List<Double> spent = berlin().hours(24);
    for (int hour = 0; hour < 24; hour++) {
      assertThat(spent.get(hour)).isBetween((hour + 1) / 24.0 - .03, (hour + 1) / 24.0 + .04);
    }
    assertThat(spent.getLast()).isBetween(.99, 1.0);
  }

  @Test
  void aLateStartSpendsTheBudgetEvenlyOverWhatIsLeftOfTheDay() {
    Instant start = Instant.parse("2026-11-23T14:00:00Z"); // 15:00 in Berlin
    var day =
        new PacedDay(
            "Europe/Berlin", "2026-11-23T14:00:00Z", campaign("30", start, start.plus(DAY)));
    List<Double> spent = day.hours(9);
    for (int hour = 0; hour < 9; hour++) {
      assertThat(spent.get(hour)).isBetween((hour + 1) / 9.0 - .06, (hour + 1) / 9.0 + .08);
    }
    assertThat(spent.getLast()).isBetween(.98, 1.0);
  }

  @Test
  void aFlightThatEndsAtNoonIsSpentByNoon() {
    Instant start = Instant.parse("2026-11-20T23:00:00Z");
    Instant noon = Instant.parse("2026-11-23T11:00:00Z");
    var day = new PacedDay("Europe/Berlin", "2026-11-21T23:00:00Z", campaign("30", start, noon));
    day.pass(DAY);
    List<Double> spent = day.hours(12);
    assertThat(spent.get(5)).isBetween(.44, .58);
    assertThat(spent.getLast()).isBetween(.98, 1.0);
  }

  @Test
  void aBudgetRaisedAtNoonIsSpreadOverTheAfternoon() {
    PacedDay day = berlin();
    day.pass(DAY.plusHours(12));
    double noon = day.spent();
    day.change(campaign("80"));
    day.pass(Duration.ofHours(1));
    double evenly = (80 - noon) / 12;
    assertThat(day.spent() - noon).as("the first hour after").isBetween(.7 * evenly, 1.4 * evenly);
    assertThat(day.hours(11).getLast()).isBetween(.98, 1.0);
  }

  @Test
  void aBudgetCutBelowWhatIsSpentStopsTheDay() {
    PacedDay day = berlin();
    day.pass(DAY.plusHours(12));
    double noon = day.spent();
    day.change(campaign("10"));
    day.pass(Duration.ofHours(11));
    assertThat(day.spent()).isEqualTo(noon);
    assertThat(day.pass(Duration.ofHours(1)).hours(24).getLast()).isBetween(.98, 1.0);
  }

  @Test
  void whenTrafficCollapsesMoreOfItIsTakenAndTheBudgetIsStillSpent() {
    PacedDay day = berlin();
    Instant collapse = day.now.plus(DAY).plus(Duration.ofHours(10));
    day.traffic = now -> now.isBefore(collapse) ? 10 : 4;
    day.pass(DAY.plusHours(10));
    double before = day.pacer.states(day.now).getFirst().probability();
    day.pass(Duration.ofHours(3));
    assertThat(day.pacer.states(day.now).getFirst().probability()).isGreaterThan(1.5 * before);
    assertThat(day.hours(11).getLast()).isBetween(.97, 1.0);
  }

  @Test
  void trafficThatComesBackAfterAnOutageIsNotTakenInABurst() {
    PacedDay day = berlin();
    Instant out = day.now.plus(DAY).plus(Duration.ofHours(8));
    day.traffic = now -> now.isBefore(out) || now.isAfter(out.plus(Duration.ofHours(5))) ? 10 : 0;
    day.pass(DAY.plusHours(13));
    double before = day.spent();
    day.pass(Duration.ofHours(1));
    double evenly = (40 - before) / 11;
    assertThat(day.spent() - before).isBetween(.5 * evenly, 1.5 * evenly);
    assertThat(day.hours(10).getLast()).isBetween(.98, 1.0);
  }

  @Test
  void nothingWindsUpWhileTheThrottleIsOpenAndDemandIsMissing() {
    PacedDay day = berlin();
    Instant dry = day.now.plus(DAY).plus(Duration.ofHours(8));
    day.demand = now -> now.isBefore(dry) || now.isAfter(dry.plus(Duration.ofHours(5))) ? 1 : 0;
    day.pass(DAY.plusHours(13));
    assertThat(day.pacer.states(day.now).getFirst().probability()).isEqualTo(1);
    double before = day.spent();
    double evenly = (40 - before) / 11;
    day.pass(Duration.ofHours(2));
    assertThat(day.spent() - before).as("two hours after").isBetween(evenly, 3.5 * evenly);
    assertThat(day.hours(9).getLast()).isBetween(.98, 1.0);
  }

  @Test
  void theDayIsTheAdvertisersOwn() {
    for (String zone : List.of("Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu")) {
      var day = new PacedDay(zone, "2026-11-22T00:00:00Z", campaign("40"));
      Instant midnight =
          day.now.atZone(day.zone).toLocalDate().plusDays(2).atStartOfDay(day.zone).toInstant();
      day.pass(Duration.between(day.now, midnight));
      day.now = midnight.minusSeconds(1);
      assertThat(day.spent()).as("before midnight in %s", zone).isBetween(39.0, 40.0);
      day.now = midnight;
      assertThat(day.spent()).as("after it").isZero();
      assertThat(day.hours(12).getLast()).isBetween(.45, .55);
    }
  }

  @Test
  void aDayOf25HoursAndOneOf23AreSpentToo() {
    for (String start : List.of("2026-10-23T22:00:00Z", "2027-03-26T23:00:00Z")) {
      var day = new PacedDay("Europe/Berlin", start, campaign("40"));
      day.pass(Duration.ofDays(4));
      assertThat(day.ledger.history("c").subList(0, 3))
          .hasSize(3)
          .allSatisfy(d -> assertThat(d.spent().micros() / 40e6).isBetween(.97, 1.0));
    }
  }

  @Test
  void aDecisionIsOfTheSeedTheRequestAndTheCampaignAndALookChangesNothing() {
    PacedDay day = berlin();
    day.pass(DAY.plusHours(5));
    double p = day.pacer.states(day.now).getFirst().probability();
    assertThat(p).isBetween(.1, .6);
    long chances = day.pacer.states(day.now).getFirst().chances();
    long admitted =
        IntStream.range(0, 4000)
            .filter(i -> day.pacer.preview(day.request("x" + i)).admits(day.campaign()))
            .filter(i -> day.pacer.preview(day.request("x" + i)).admits(day.campaign()))
            .count();
    assertThat(admitted / 4000.0).isBetween(p - .04, p + .04);
    assertThat(day.pacer.states(day.now).getFirst().chances()).isEqualTo(chances);
    var turn = day.pacer.turn(day.request("y"));
    turn.admits(day.campaign());
    assertThat(turn.probability("c")).hasValue(day.pacer.states(day.now).getFirst().probability());
  }

  @Test
  void whatWasLearnedSurvivesARestart() {
    PacedDay day = berlin();
    day.traffic = PacerTest::peaks;
    day.pass(DAY.plusHours(10));
    PacingState before = day.pacer.states(day.now).getFirst();
    day.pacer = new Pacer(day.ledger::balance, day.market, day.pacer.memories(), new Seed(5));
    PacingState after = day.pacer.states(day.now).getFirst();
    assertThat(after.probability()).isEqualTo(before.probability());
    assertThat(after.expectedChances()).isEqualTo(before.expectedChances());
    double spent = day.spent();
    day.pass(Duration.ofMinutes(30));
    assertThat(day.spent() - spent).as("no burst").isLessThan(2.5);
    assertThat(day.pass(Duration.ofMinutes(30)).hours(13).getLast()).isBetween(.98, 1.0);
  }

  @Test
  void aCampaignThatDoesNotAskForItIsNeverHeldBack() {
    PacedDay day = berlin();
    Campaign even = day.campaign();
    day.change(
        new Campaign(
            even.id(),
            even.advertiser(),
            even.objective(),
            even.bid(),
            Money.parse("1", "EUR"),
            even.flight(),
            even.targeting(),
            even.frequencyCaps(),
            Pacing.ASAP));
    assertThat(day.pacer.states(day.now)).isEmpty();
    assertThat(day.pass(Duration.ofMinutes(15)).spent()).isEqualTo(1);
  }
}
