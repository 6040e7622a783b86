package io.adlib.app.fusion;

import io.adlib.app.demo.Comparison;
import io.adlib.app.demo.MarketWorkspace;
import io.adlib.app.pipeline.FusionStage;
import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.tables.EventLog;
import io.adlib.evaluate.fusion.Choice;
import io.adlib.evaluate.lift.LiftReport;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.simulate.Exposures;
import io.adlib.serve.fusion.FusedRecall;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.sid.format.FusionFile;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The generator alone against the generator fused, on the built-in market: on the clicks of the
 * days after the history, and as a release that serves simulated visits.
 *
 * @param withSasRec whether held-out days are also asked of what would be, were SASRec one evidence
 *     more
 */
public record FusionReproduction(
    Path work, DemoMarket market, boolean withSasRec, Progress progress) {

  /**
   * What came out.
   *
   * @param heldOut on clicks of held-out days
   * @param visits simulated
   * @param served what each release made of them
   */
  public record Report(HeldOutDays.Report heldOut, int visits, LiftReport served) {}

  /** Makes the workspace, as far as it is not there, and measures. */
  public Report run(int days, int visits, Seed seed) {
    Session session = MarketWorkspace.open(work, market, progress);
    Exposures memory = MarketWorkspace.fill(session, market);
    session = Session.open(work, progress);
    var pipeline = new Pipeline();
    if (!Releases.liveIsCurrent(session, pipeline)) {
      Releases.promote(session, Releases.build(session, pipeline, Instant.now()).hash());
    }
    Release live = Releases.live(session);
    Recall alone = live.recall() instanceof FusedRecall fused ? fused.generator() : live.recall();
    FusionFile.Content file = FusionFile.map(pipeline.fusion().run(session).file(FusionStage.FILE));
    var fused =
        new FusedRecall(
            alone,
            live.ids(),
            live.trie(),
            file.companions(),
            live.vectors().orElseThrow(),
            new Choice(file.weight_F()));
    Map<String, Recall> recalls = new LinkedHashMap<>();
    recalls.put("generator", alone);
    recalls.put("fused", fused);
    if (withSasRec) {
      Path folder = work.resolve("reports").resolve("fusion-sasrec");
      recalls.put(
          "with SASRec",
          new SequenceMeasure(
                  session, live, alone, file.companions(), PathConfig.DEFAULT.beam(), folder)
              .learnt(seed.of("sasrec")));
    }
    HeldOutDays.Report heldOut =
        new HeldOutDays(market, live, PathConfig.DEFAULT.beam(), PathConfig.DEFAULT.proposals())
            .run(recalls, days, seed.of("held-out"), progress);
    return new Report(
        heldOut, visits, served(session, live.with(fused), alone, memory, visits, seed));
  }

  private LiftReport served(
      Session session, Release fused, Recall alone, Exposures memory, int visits, Seed seed) {
    var log = new EventLog(session.workspace(), InstantSource.system());
    try (Stream<Event> history = log.stream()) {
      return new Comparison(market, fused, history, seed.of("comparison"))
          .against("fused", "generator", alone, memory, visits, progress);
    }
  }
}
