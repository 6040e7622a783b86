package io.adlib.app.pipeline;

import io.adlib.core.Catalogue;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Seed;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.config.TokenizeConfig;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.learn.tokenizer.TokenizerFit;
import io.adlib.learn.tokenizer.TokenizerMethod;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.VectorSource;
import io.adlib.sid.format.CodebooksFile;
import io.adlib.sid.format.MappedVectors;
import io.adlib.sid.format.SemanticIdsFile;
import io.adlib.sid.health.HealthJson;
import io.adlib.sid.health.HealthPage;
import io.adlib.sid.health.HealthThresholds;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.tokenize.Tokenized;
import io.adlib.sid.tokenize.Tokenizer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Vectors to semantic IDs, by the tokenizer that the configuration names: {@code ids.safetensors},
 * {@code codebooks.safetensors} and the health report as {@code health.json} and {@code
 * health.html}. Where the configuration aligns them with behaviour, by an aligned tokenizer.
 */
public final class TokenizeStage extends Stage {

  /** The payload's files. */
  public static final String IDS = "ids.safetensors";

  /** The codebooks, for items that come later. */
  public static final String CODEBOOKS = "codebooks.safetensors";

  private final EncodeStage encode;
  private final CollaborativeStage collaborative;

  TokenizeStage(EncodeStage encode, CollaborativeStage collaborative) {
    super("tokenize");
    this.encode = encode;
    this.collaborative = collaborative;
  }

  @Override
  ArtifactKey key(Session session) {
    return new ArtifactKey("semantic-ids", inputs(session), "v2 " + session.config().tokenize());
  }

  private Map<String, String> inputs(Session session) {
    return session.config().tokenize().align().isNone()
        ? Map.of("vectors", encode.hash(session))
        : Map.of("vectors", encode.hash(session), "collaborative", collaborative.hash(session));
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    TokenizeConfig config = session.config().tokenize();
    Tokenized tokenized;
    try (MappedVectors vectors = EncodeStage.vectors(encode.run(session))) {
      ItemVectors items = items(session.data().catalogue(), vectors);
      tokenized =
          config.align().isNone()
              ? fitted(session, items, scratch)
              : aligned(session, items, scratch);
    }
    thresholds(config).require(tokenized.health());
    SemanticIdsFile.save(payload.resolve(IDS), tokenized.ids());
    CodebooksFile.save(
        payload.resolve(CODEBOOKS), tokenized.codebooks(), session.config().encode().model());
    AtomicFiles.write(payload.resolve("health.json"), HealthJson.text(tokenized.health()));
    AtomicFiles.write(
        payload.resolve("health.html"), HealthPage.html(tokenized.health(), tokenized.ids()));
  }

  /** The catalogue's ads and contents with their vectors. */
  public static ItemVectors items(Catalogue catalogue, VectorSource vectors) {
    return new ItemVectors(
        EncodeStage.items(catalogue),
        titles(catalogue).toList(),
        categories(catalogue).toList(),
        vectors);
  }

  /** What the configuration says of k-means, on all cores. */
  public static KMeansSettings settings(TokenizeConfig config) {
    return KMeansSettings.DEFAULT
        .shape(config.levels(), config.codes())
        .rounds(config.iterations())
        .sampling(config.sample())
        .bounded(config.balance())
        .onThreads(Runtime.getRuntime().availableProcessors());
  }

  private static Tokenized fitted(Session session, ItemVectors items, Path scratch) {
    TokenizeConfig config = session.config().tokenize();
    return TokenizerFit.fit(
            TokenizerMethod.of(config.method()),
            items,
            settings(config),
            scratch,
            session.progress(),
            new Seed(config.seed()),
            InstantSource.system())
        .orElseThrow(
            () ->
                new EnvironmentException(
                    "training was interrupted; its checkpoint is kept",
                    "run the same command again: it goes on from there"));
  }

  private Tokenized aligned(Session session, ItemVectors items, Path scratch) {
    TokenizeConfig config = session.config().tokenize();
    var vectors = CollaborativeStage.read(collaborative.run(session));
    float[] content_ND = items.vectors().readAll();
    Codebooks books =
        new AlignedIds(session, scratch, new Seed(config.seed()))
            .train(content_ND, items.dimension(), vectors, settings(config).bounded(0));
    return Tokenizer.of(items, books, books.encode(content_ND, items.size()));
  }

  private static HealthThresholds thresholds(TokenizeConfig config) {
    return new HealthThresholds(
        config.maxCollisionRate(),
        config.maxBucket() == 0 ? config.codes() : config.maxBucket(),
        config.minUtilisation(),
        config.minPerplexity(),
        config.minSimilarity(),
        config.maxError(),
        config.minPurity());
  }

  /** The codebooks of an artifact. */
  static Codebooks codebooks(Session session, Artifact artifact) {
    return CodebooksFile.load(artifact.file(CODEBOOKS), session.config().encode().model());
  }

  /** The semantic IDs of an artifact. */
  public static SemanticIds ids(Artifact artifact) {
    return SemanticIdsFile.load(artifact.file(IDS));
  }

  private static Stream<String> titles(Catalogue catalogue) {
    return Stream.concat(
        catalogue.ads().stream().map(ad -> ad.title()),
        catalogue.contents().stream().map(content -> content.title()));
  }

  private static Stream<String> categories(Catalogue catalogue) {
    return Stream.concat(
        catalogue.ads().stream().map(ad -> String.join(" > ", ad.category())),
        catalogue.contents().stream().map(content -> ""));
  }
}
