package io.adlib.app.pipeline;

import io.adlib.app.fusion.FusionReport;
import io.adlib.app.fusion.FusionTraining;
import io.adlib.core.CorruptException;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.tables.EventLog;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.infer.generator.Generator;
import io.adlib.serve.bundle.GeneratorRecall;
import io.adlib.serve.release.Release;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.format.FusionFile;
import io.adlib.sid.nearest.QuantisedVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The served generator and the log to what it is fused with: {@code fusion.safetensors},
 * co-occurrence and weights, and {@code report.json}, what they are worth on clicks of users held
 * out, each with the profile of before where a language model has written one. Memory holds one
 * user's history, the newest clicks of those held out, and the companions.
 */
public final class FusionStage extends Stage {

  /** The payload's file. */
  public static final String FILE = "fusion.safetensors";

  private final TokenizeStage tokenize;
  private final ThoughtStage thoughts;
  private final Function<Session, Stage> served;

  /**
   * @param served whose generator is served
   */
  FusionStage(TokenizeStage tokenize, ThoughtStage thoughts, Function<Session, Stage> served) {
    super("train fusion");
    this.tokenize = tokenize;
    this.thoughts = thoughts;
    this.served = served;
  }

  @Override
  ArtifactKey key(Session session) {
    var inputs =
        new TreeMap<>(
            Map.of(
                "catalogue", session.data().catalogueHash(),
                "events", session.data().eventsHash(),
                "semantic-ids", tokenize.hash(session),
                "generator", served.apply(session).hash(session)));
    inputs.putAll(Enriched.inputs(session, Enriched.PROFILES));
    return new ArtifactKey(
        "fusion", inputs, "v2 beam %d".formatted(session.config().serve().beam()));
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    Artifact tokens = tokenize.run(session);
    SemanticIds ids = TokenizeStage.ids(tokens);
    Trie trie = Release.trieOfAds(session.data().catalogue(), ids);
    Path generator = served.apply(session).run(session).file(GeneratorStage.FILE);
    var training =
        new FusionTraining(
            session.data().catalogue(),
            ids,
            trie,
            new GeneratorRecall(Generator.load(generator), ids, trie, 0),
            new QuantisedVectors(TokenizeStage.codebooks(session, tokens), ids),
            session.config().serve().beam(),
            session.progress());
    var log = new EventLog(session.workspace(), InstantSource.system());
    FusionTraining.Learnt learnt;
    try (KnownUsers known = thoughts.known(session);
        var histories = log.byUser(EnumSet.allOf(Event.Kind.class), scratch.resolve("spill"))) {
      if (!histories.hasNext()) {
        throw new InputException(
            "there are no events to learn from", "import some with: adlib import");
      }
      learnt =
          training.of(histories, session.data().users(), known, GeneratorStage::isHeldOut, scratch);
    }
    FusionFile.save(payload.resolve(FILE), learnt.companions(), learnt.choice().weight_F(), ids);
    AtomicFiles.write(payload.resolve(FusionReport.FILE), learnt.report().json());
  }

  @Override
  public Map<String, String> facts(Artifact artifact) {
    Path file = artifact.file(FusionReport.FILE);
    try {
      byte[] text = Files.readAllBytes(file);
      return Map.of("fusion", new JsonMapper().readValue(text, FusionReport.class).line());
    } catch (JacksonException e) {
      throw new CorruptException(file + " is no report", "run again: adlib train fusion", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }
}
