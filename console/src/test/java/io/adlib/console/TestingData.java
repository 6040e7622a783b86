package io.adlib.console;

import io.adlib.core.Seed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A made-up market, always the same, one of whose ads is hostile. */
final class TestingData implements ConsoleData {

  static final String HOSTILE =
      "<img src=x onerror=\"window.pwned=1\"><script>window.pwned=1</script>";
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private static final List<String> WORDS =
      List.of("tea & coffee", "running shoes", "board games", "garden", "lamps", "novels", "bags");

  @Override
  public LiveView live() {
    RandomGenerator random = new Seed(11).generator();
    List<Long> seconds = new ArrayList<>();
    List<Double> rps = new ArrayList<>();
    List<OptionalDouble> ctr = new ArrayList<>();
    List<Double> revenue = new ArrayList<>();
    List<OptionalDouble> fill = new ArrayList<>();
    List<OptionalDouble> p50 = new ArrayList<>();
    List<OptionalDouble> p99 = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double wave = Math.sin(i / 40.0);
      seconds.add(NOW.getEpochSecond() - 300 + i);
      rps.add(180 + 40 * wave + random.nextDouble(15));
      ctr.add(i == 40 ? OptionalDouble.empty() : OptionalDouble.of(.031 + .004 * wave));
      revenue.add(9 + 2 * wave + random.nextDouble());
      fill.add(OptionalDouble.of(.93 + random.nextDouble(.03)));
      p50.add(OptionalDouble.of(2.8 + random.nextDouble(.3)));
      p99.add(OptionalDouble.of(6 + random.nextDouble(2)));
    }
    return new LiveView(
        "2026-11-22-a1b2c3",
        NOW,
        "EUR",
        new LiveView.Totals(48_213, 144_639, 137_102, 131_880, 4_201, 377, "2318.447125"),
        new LiveView.Rates(
            rps.getLast(),
            ctr.getLast(),
            revenue.getLast(),
            fill.getLast(),
            p50.getLast(),
            p99.getLast()),
        new LiveView.History(seconds, rps, ctr, revenue, fill, p50, p99),
        List.of(new LiveView.StepCount("narrow-beam", 17)));
  }

  private static Amount eur(String amount) {
    return new Amount(amount, "EUR");
  }

  @Override
  public List<RequestLine> requests() {
    List<RequestLine> lines = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lines.add(
          new RequestLine(
              "req/" + i,
              NOW.minusSeconds(i),
              i % 2 == 0 ? "home-top" : "search",
              i % 3 == 0 ? "mobile" : "desktop",
              i == 3 ? "" : "user-" + (100 + i),
              i != 3,
              i % 2 == 0 ? "" : "trail shoes",
              3_120 - i,
              2.4 + i / 10.0,
              i == 5
                  ? List.of()
                  : List.of(
                      new RequestLine.Shown(
                          i == 0 ? HOSTILE : "Sencha first flush " + i, WORDS.get(0), eur("4.18")),
                      new RequestLine.Shown("Trail runner 9", WORDS.get(1), eur("3.02"))),
              i == 4 ? List.of("narrow-beam") : List.of()));
    }
    return lines;
  }

  @Override
  public SidNode sidTree() {
    RandomGenerator random = new Seed(3).generator();
    List<SidNode> first = new ArrayList<>();
    for (int a = 0; a < 14; a++) {
      List<SidNode> second = new ArrayList<>();
      int sum = 0;
      for (int b = 0; b < 2 + random.nextInt(6); b++) {
        List<SidNode> third = new ArrayList<>();
        int below = 0;
        for (int c = 0; c < 1 + random.nextInt(5); c++) {
          int ads = 1 + random.nextInt(9);
          String path = (a * 17) + "-" + (b * 31) + "-" + (c * 5);
          third.add(new SidNode(path, WORDS.get(a % 7) + " " + c, .9, ads, List.of()));
          below += ads;
        }
        String path = (a * 17) + "-" + (b * 31);
        second.add(new SidNode(path, WORDS.get(a % 7), .84, below, third));
        sum += below;
      }
      first.add(new SidNode("" + a * 17, WORDS.get(a % 7), .7, sum, second));
    }
    int all = first.stream().mapToInt(SidNode::total).sum();
    return new SidNode("", "all ads", 1, all, first);
  }

  @Override
  public Optional<SidAds> adsUnder(String path) {
    if (path.equals("999")) {
      return Optional.empty();
    }
    return Optional.of(
        new SidAds(
            path,
            path.isEmpty() ? "all ads" : WORDS.get(0),
            .84,
            70,
            List.of(
                new SidAds.Entry("a1", HOSTILE, "<b>brand</b>", "x > y", "17-0-5-0"),
                new SidAds.Entry("a2", "Genmaicha", "Hoshino", "tea & coffee", "17-0-5-1"))));
  }

  @Override
  public List<PacingLine> pacing() {
    return List.of();
  }

  private static Explanation.Past past(
      String kind, String subject, String title, int age, double attention, double effect) {
    return new Explanation.Past(
        kind,
        subject,
        title,
        NOW.minusSeconds(age),
        OptionalDouble.of(attention),
        OptionalDouble.of(effect));
  }

  @Override
  public Optional<Explanation> explain(String request) {
    if (!request.startsWith("req/")) {
      return Optional.empty();
    }
    List<List<Explanation.Beam>> beams = new ArrayList<>();
    for (int level = 1; level <= 4; level++) {
      List<Explanation.Beam> beam = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String path = "17-0-5-0".substring(0, level * 2 - 1) + (i == 0 ? "" : i);
        beam.add(
            new Explanation.Beam(
                path,
                WORDS.get(i % 7),
                level == 4 ? List.of() : List.of("sencha", HOSTILE),
                -.4 * level - .45 * i,
                OptionalDouble.of(1.25 - i / 10.0),
                i == 0));
      }
      beams.add(beam);
    }
    List<Explanation.Valued> valued = new ArrayList<>();
    List<Explanation.Loser> losers = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      valued.add(
          new Explanation.Valued(
              "a" + i,
              i == 0 ? HOSTILE : "Candidate " + i,
              "Brand " + i,
              WORDS.get(i % 7),
              i % 3 == 2 ? List.of("popularity") : List.of("generator"),
              i % 3 == 2 ? OptionalDouble.empty() : OptionalDouble.of(-1.2 - i / 3.0),
              .041 - i * .003,
              .12,
              i % 3 == 2 ? OptionalDouble.empty() : OptionalDouble.of(3.7 - i * .3),
              i % 2 == 0 ? "CLICK" : "IMPRESSION",
              eur("0.85"),
              eur("" + (4.2 - i / 4.0)),
              i < 2));
      if (i >= 2) {
        losers.add(
            new Explanation.Loser(
                "a" + i,
                "Candidate " + i,
                "Advertiser " + i,
                eur("" + (4.2 - i / 4.0)),
                "better ads took all places"));
      }
    }
    return Optional.of(
        new Explanation(
            "2026-11-22-a1b2c3",
            new Explanation.Asked(
                request, NOW, "user-100", true, "home-top", "mobile", "DE", "/", "green tea", 2),
            new Explanation.Known(
                new TreeMap<>(Map.of("age", "25-34", "country", "DE", "device", "desktop")),
                List.of(
                    past("CLICK", "a9", HOSTILE, 400, .3, .8),
                    past("SEARCH", "sencha", "sencha", 900, .25, .41),
                    past("CONTENT", "c1", "How to brew gyokuro", 9000, .05, -.2))),
            new Explanation.Legality(
                4000,
                3120,
                List.of(
                    new Explanation.Reason("COUNTRY", "targets other countries", 610),
                    new Explanation.Reason("BUDGET", "its budget of today is spent or held", 240)),
                List.of(
                    new Explanation.Missed(
                        "a77", HOSTILE, -1.5, List.of("its budget of today is spent or held")))),
            Optional.of(new Explanation.Influenced("a0", HOSTILE, OptionalDouble.of(.83))),
            beams,
            valued,
            new Explanation.Sold(
                eur("0.5"),
                List.of(
                    new Explanation.Winner(
                        0,
                        "a0",
                        HOSTILE,
                        "Hoshino",
                        eur("4.2"),
                        Optional.of(eur("3.95")),
                        eur("0.85"),
                        eur("0.799405"),
                        "on a click"),
                    new Explanation.Winner(
                        1,
                        "a1",
                        "Candidate 1",
                        "Kettle & Co",
                        eur("3.95"),
                        Optional.of(eur("3.7")),
                        eur("0.85"),
                        eur("0.796203"),
                        "per thousand impressions")),
                losers),
            List.of(),
            List.of(
                new Explanation.StageTime("state", .12),
                new Explanation.StageTime("eligibility", .31),
                new Explanation.StageTime("recall", 2.05),
                new Explanation.StageTime("rank", .44),
                new Explanation.StageTime("auction", .09),
                new Explanation.StageTime("exposure", .7)),
            3.71));
  }
}
