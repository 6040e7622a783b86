package io.adlib.app.reproduce;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.lift.Arm;
import io.adlib.evaluate.lift.LiftExperiment;
import io.adlib.evaluate.lift.Relative;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.generator.ValueGuide;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.PriceBilling;
import io.adlib.market.simulate.SlatePolicy;
import io.adlib.market.simulate.Traffic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether candidates found ahead of time for a likely next request raise revenue: a narrow search
 * with them against the same without, and against a wide one in time.
 *
 * @param overNarrow relative difference of revenue, by what was charged
 * @param overNarrowExpected the same by the truth's expectation of what was shown
 * @param overWideExpected against the search that has time enough
 */
public record Rehearsal(
    Relative overNarrow, Relative overNarrowExpected, Relative overWideExpected) {

  private static final int NARROW = 8;
  private static final int WIDE = 40;

  static Rehearsal of(
      ValueMarket market, Generator generator, int visits, Seed seed, Progress progress) {
    var narrow = slates("narrow", market, generator, NARROW);
    var wide = slates("wide", market, generator, WIDE);
    Map<String, SlatePolicy> policies = new LinkedHashMap<>();
    policies.put("rehearsed", new RehearsedSlates(market, narrow, wide));
    policies.put("narrow", narrow);
    policies.put("wide", wide);
    List<Arm> arms =
        policies.entrySet().stream()
            .map(
                policy ->
                    new Arm(
                        policy.getKey(),
                        policy.getValue(),
                        new PriceBilling(market.market().catalogue()),
                        market.after().copy()))
            .toList();
    var experiment = new LiftExperiment(market.market(), arms, market.memory(), Optional.empty());
    try (var task = progress.start("compare rehearsal", visits);
        Stream<Visit> live =
            new Traffic(market.market()).from(market.market().scale().days()).limit(visits)) {
      live.forEach(
          visit -> {
            experiment.visit(visit);
            task.advance(1);
          });
    }
    experiment.settle();
    var report = experiment.report(seed);
    return new Rehearsal(
        of(report.lift().revenue(), "narrow"),
        of(report.expectedLift().revenue(), "narrow"),
        of(report.expectedLift().revenue(), "wide"));
  }

  private static Relative of(Map<String, Relative> lifts, String arm) {
    return Optional.ofNullable(lifts.get(arm)).orElseThrow();
  }

  private static GeneratedSlates slates(
      String name, ValueMarket market, Generator generator, int beam) {
    return new GeneratedSlates(name, market, generator, ValueGuide.none(beam));
  }
}
