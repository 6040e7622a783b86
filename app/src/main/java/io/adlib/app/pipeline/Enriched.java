package io.adlib.app.pipeline;

import io.adlib.core.ContentHash;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.Manifest;
import io.adlib.llm.job.Enrichment;
import io.adlib.llm.output.EnrichedAnswers;
import io.adlib.llm.output.Profiles;
import io.adlib.llm.output.QueryDocuments;
import io.adlib.llm.output.RelevanceLabel;
import io.adlib.llm.output.TagLists;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.tags.TagsTask;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What language models have written of a workspace, as the stages take it in: the newest tags,
 * queries and labels, and all profiles, each for the time after its date.
 */
final class Enriched {

  static final String TAGS = "tags";
  static final String QUERIES = "queries";
  static final String PROFILES = "profiles";
  static final String LABELS = "labels";

  private static final Map<String, String> TASKS =
      Map.of(TAGS, "tags", QUERIES, "queries", PROFILES, "profile", LABELS, "relevance");

  private Enriched() {}

  /** Hashes of what there is of some kinds, by kind; reads no payload. */
  static Map<String, String> inputs(Session session, String... kinds) {
    var inputs = new TreeMap<String, String>();
    for (String kind : kinds) {
      List<Manifest> made =
          session.artifacts().list(Enrichment.kind(TASKS.getOrDefault(kind, kind)));
      if (!made.isEmpty()) {
        inputs.put(kind, kind.equals(PROFILES) ? all(made) : made.getFirst().name());
      }
    }
    return inputs;
  }

  private static String all(List<Manifest> made) {
    var hash = new ContentHash();
    made.stream().map(Manifest::name).sorted().forEach(hash::add);
    return hash.hex();
  }

  /** Tags by the id of their ad or content. */
  static Map<String, List<String>> tags(Session session) {
    return EnrichedAnswers.latest(session.artifacts(), new TagsTask())
        .map(TagLists::of)
        .orElse(Map.of());
  }

  /** Queries by the id of their ad. */
  static Map<String, List<String>> queries(Session session) {
    return EnrichedAnswers.latest(session.artifacts(), new QueriesTask())
        .map(QueryDocuments::of)
        .orElse(Map.of());
  }

  /** Grades of queries and ads. */
  static List<RelevanceLabel> labels(Session session) {
    return EnrichedAnswers.latest(session.artifacts(), new RelevanceTask())
        .map(RelevanceLabel::of)
        .orElse(List.of());
  }

  /** Profiles of users, with their dates. */
  static Profiles profiles(Session session) {
    String kind = Enrichment.kind(new ProfileTask().name());
    List<Path> files =
        session.artifacts().list(kind).stream()
            .map(manifest -> session.artifacts().open(kind, manifest.name()))
            .map((Artifact artifact) -> artifact.file(Enrichment.ANSWERS))
            .toList();
    return Profiles.read(files);
  }
}
