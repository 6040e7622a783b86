package io.adlib.app.fusion;

import io.adlib.app.pipeline.GeneratorStage;
import io.adlib.app.pipeline.Session;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.core.UserAsOf;
import io.adlib.data.tables.EventLog;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.evaluate.fusion.Choice;
import io.adlib.evaluate.fusion.Evidence;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.learn.sasrec.SasRec;
import io.adlib.learn.sasrec.SasRecConfig;
import io.adlib.learn.sasrec.SasRecScorer;
import io.adlib.learn.sasrec.SasRecTraining;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingResult;
import io.adlib.serve.fusion.FusedRecall;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.nearest.Companions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * Trains SASRec on what the generator's users took, and learns weights with it as one evidence more
 * by the clicks of the users held out: what it would add to a release, which it is no part of.
 *
 * @param alone the release's generator
 * @param folder its checkpoints; an interrupted training goes on from them
 */
record SequenceMeasure(
    Session session, Release release, Recall alone, Companions companions, int beam, Path folder) {

  private static final int VALIDATION_CASES = 2000;
  private static final Duration BUDGET = Duration.ofMinutes(20);

  /** The release's evidence and SASRec, weighed. */
  SequenceFusion learnt(Seed seed) {
    FusionTraining.Read read = read();
    SasRec model = trained(read, seed);
    var sequence = new SasRecRecall(new SasRecScorer(model), release.ids(), release.trie());
    var unweighed =
        new SequenceFusion(
            alone,
            fused(new JoinedRecall(alone, sequence)),
            fused(new JoinedRecall(sequence, alone)),
            new Choice(SequenceFusion.generatorAlone()));
    Choice choice = Choice.fitted(evidence(unweighed, read), SequenceFusion.generatorAlone());
    return new SequenceFusion(alone, unweighed.usual(), unweighed.further(), choice);
  }

  private FusionTraining.Read read() {
    var log = new EventLog(session.workspace(), InstantSource.system());
    var training =
        new FusionTraining(
            release.catalogue(),
            release.ids(),
            release.trie(),
            alone,
            release.vectors().orElseThrow(),
            beam,
            session.progress());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw DiskFailure.of("making", folder, e);
    }
    try (var histories = log.byUser(EnumSet.allOf(Event.Kind.class), folder.resolve("spill"))) {
      return training.read(
          histories, session.data().users(), UserAsOf.UNCHANGED, GeneratorStage::isHeldOut, folder);
    }
  }

  private SasRec trained(FusionTraining.Read read, Seed seed) {
    List<int[]> sequences = new ArrayList<>();
    read.taken().forEach(sequences::add);
    LeaveOneOut.Cases valid = cases(read.clicks()).thinnedTo(VALIDATION_CASES);
    var model = new SasRec(release.ids().size(), SasRecConfig.DEFAULT, seed);
    var trainee =
        new SasRecTraining(
            model,
            sequences.toArray(int[][]::new),
            present -> FullRanking.of(new SasRecScorer(present), valid).unmasked().top().n10());
    TrainingResult result =
        Training.run(
            trainee,
            SasRecConfig.TRAINING.within(BUDGET),
            folder,
            session.progress(),
            seed,
            InstantSource.system());
    if (result.end() == TrainingResult.End.INTERRUPTED) {
      throw new EnvironmentException(
          "training was interrupted; its checkpoint is kept",
          "run the same command again: it goes on from there");
    }
    return model;
  }

  /** Clicks of users held out, to be found from what was taken before. */
  private LeaveOneOut.Cases cases(List<LoggedClick> clicks) {
    List<int[]> histories = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    for (LoggedClick click : clicks) {
      int target = release.ids().indexOf(click.ad());
      int[] taken = SasRecRecall.taken(click.user(), release.ids());
      if (target >= 0 && taken.length > 0) {
        histories.add(taken);
        targets.add(target);
      }
    }
    int[] number = new int[targets.size()];
    Arrays.setAll(number, i -> i);
    return new LeaveOneOut.Cases(
        "validation",
        number,
        histories.toArray(int[][]::new),
        targets.stream().mapToInt(Integer::intValue).toArray(),
        release.ids().size());
  }

  private FusedRecall fused(Recall generator) {
    return new FusedRecall(
        generator,
        release.ids(),
        release.trie(),
        companions,
        release.vectors().orElseThrow(),
        new Choice(FusedRecall.generatorAlone()));
  }

  private List<Evidence> evidence(SequenceFusion fusion, FusionTraining.Read read) {
    var legal = new FusionTraining.LegalAds(release.catalogue(), release.ids(), release.trie());
    List<Evidence> all = new ArrayList<>();
    try (var task = session.progress().start("weigh evidence", read.clicks().size())) {
      for (LoggedClick click : read.clicks()) {
        int leaf = legal.leaf(click.ad());
        LegalLeaves open = legal.at(click);
        if (leaf >= 0 && open.any(leaf, leaf + 1)) {
          fusion.evidence(click.user(), click.request(), open, beam, leaf).ifPresent(all::add);
        }
        task.advance(1);
      }
    }
    return all;
  }
}
