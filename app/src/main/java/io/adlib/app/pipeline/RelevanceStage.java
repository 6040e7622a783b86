package io.adlib.app.pipeline;

import io.adlib.core.Catalogue;
import io.adlib.core.ContentHash;
import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.written.QueryGrades;
import io.adlib.encode.Encoder;
import io.adlib.learn.relevance.RelevanceTraining;
import io.adlib.llm.output.RelevanceLabel;
import io.adlib.sid.format.RelevanceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A language model's labels, and people's grades if there are any, to a model that grades how well
 * any ad answers any query: {@code relevance.safetensors}, and {@code report.json}, how well it
 * agrees with them on queries held out. Where both grade a pair, people are right.
 */
public final class RelevanceStage extends Stage {

  /** The payload's file. */
  public static final String FILE = "relevance.safetensors";

  private static final String REPORT = "report.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  RelevanceStage() {
    super("train relevance");
  }

  /** Whether there is anything to learn from. */
  static boolean isWanted(Session session) {
    return grades(session).isPresent() || !Enriched.inputs(session, Enriched.LABELS).isEmpty();
  }

  private static Optional<Path> grades(Session session) {
    return session.config().relevance().grades().map(session.workspace().root()::resolve);
  }

  @Override
  ArtifactKey key(Session session) {
    var inputs = new TreeMap<>(Map.of("catalogue", session.data().catalogueHash()));
    inputs.putAll(Enriched.inputs(session, Enriched.LABELS));
    grades(session).ifPresent(file -> inputs.put("grades", hash(file)));
    return new ArtifactKey("relevance", inputs, "v1 seed " + session.seed().value());
  }

  private static String hash(Path file) {
    try {
      return new ContentHash().add(Files.readAllBytes(file)).hex();
    } catch (IOException e) {
      if (!Files.exists(file)) {
        throw new InputException(
            "there are no grades at " + file, "name another file in relevance.grades", e);
      }
      throw DiskFailure.of("reading", file, e);
    }
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    if (!isWanted(session)) {
      throw new InputException(
          "there are no labels to learn relevance from",
          "write some with: adlib enrich relevance, or name people's in relevance.grades");
    }
    Catalogue catalogue = session.data().catalogue();
    List<RelevanceLabel> labels = Enriched.labels(session);
    List<QueryGrades> people = grades(session).map(QueryGrades::read).orElse(List.of());
    var pairs = new LearntPairs(catalogue);
    labels.forEach(label -> pairs.label(label.query(), label.ad(), label.grade().number()));
    people.forEach(grade -> pairs.grade(grade.query(), grade.ad(), grade.grade()));
    if (pairs.size() == 0) {
      throw new InputException(
          "none of the %d labels and %d grades is of an ad in the catalogue"
              .formatted(labels.size(), people.size()),
          "write new ones with: adlib enrich relevance");
    }
    RelevanceTraining.Trained trained;
    try (Encoder<String> words = EncodeStage.openText(session)) {
      trained = pairs.train(words, session.seed().of("relevance"), session.progress());
    }
    RelevanceFile.save(payload.resolve(FILE), trained.model());
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("pairs", trained.pairs());
    report.put("of people", pairs.ofPeople());
    report.put("of other ads", labels.size() + people.size() - pairs.taken());
    report.put("queries", trained.queries());
    report.put("kappa", trained.kappa());
    AtomicFiles.write(payload.resolve(REPORT), JSON.writeValueAsString(report) + "\n");
  }

  @Override
  public Map<String, String> facts(Artifact artifact) {
    Path file = artifact.file(REPORT);
    try {
      JsonNode report = JSON.readTree(Files.readAllBytes(file));
      var facts = new ArrayList<String>();
      facts.add("%d pairs of %d queries".formatted(of(report, "pairs"), of(report, "queries")));
      if (of(report, "of people") > 0) {
        facts.add("%d of them by people".formatted(of(report, "of people")));
      }
      if (of(report, "of other ads") > 0) {
        facts.add("%d of ads that are not there left out".formatted(of(report, "of other ads")));
      }
      return Map.of(
          "learnt from",
          String.join(", ", facts),
          "agreement",
          "%.3f (quadratic weighted kappa on queries held out)"
              .formatted(report.path("kappa").asDouble()));
    } catch (JacksonException e) {
      throw new CorruptException(file + " is no report", "run again: adlib train relevance", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private static int of(JsonNode report, String name) {
    return report.path(name).asInt();
  }
}
