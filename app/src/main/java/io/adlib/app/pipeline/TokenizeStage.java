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
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Vectors to semantic IDs, by the tokenizer that the configuration names: {@code ids.safetensors},
 * {@code codebooks.safetensors} and the health report as {@code health.json} and {@code
 * health.html}.
 */
public final class TokenizeStage extends Stage {

  /** The payload's files. */
  public static final String IDS = "ids.safetensors";

  /** The codebooks, for items that come later. */
  public static final String CODEBOOKS = "codebooks.safetensors";

  private final EncodeStage encode;

  TokenizeStage(EncodeStage encode) {
    super("tokenize");
    this.encode = encode;
  }

  @Override
  ArtifactKey key(Session session) {
    return new ArtifactKey(
        "semantic-ids",
        Map.of("vectors", encode.hash(session)),
        "v2 " + session.config().tokenize());
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    TokenizeConfig config = session.config().tokenize();
    Tokenized tokenized;
    try (MappedVectors vectors = EncodeStage.vectors(encode.run(session))) {
      tokenized =
          TokenizerFit.fit(
                  TokenizerMethod.of(config.method()),
                  items(session.data().catalogue(), vectors),
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
