package io.adlib.app.pipeline;

import io.adlib.core.Catalogue;
import io.adlib.core.Seed;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.format.CodebooksFile;
import io.adlib.sid.format.SemanticIdsFile;
import io.adlib.sid.health.HealthJson;
import io.adlib.sid.health.HealthPage;
import io.adlib.sid.health.HealthThresholds;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.tokenize.Tokenized;
import io.adlib.sid.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Vectors to semantic IDs: {@code ids.safetensors}, {@code codebooks.safetensors} and the health
 * report as {@code health.json} and {@code health.html}.
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
    AdlibConfig.Tokenize config = session.config().tokenize();
    float[] vectors_ND = EncodeStage.read(encode.run(session));
    Catalogue catalogue = session.data().catalogue();
    var ids = EncodeStage.items(catalogue);
    var items =
        new ItemVectors(
            ids,
            titles(catalogue).toList(),
            categories(catalogue).toList(),
            vectors_ND.length / ids.size(),
            vectors_ND);
    var settings =
        KMeansSettings.DEFAULT
            .shape(config.levels(), config.codes())
            .rounds(config.iterations())
            .onThreads(Runtime.getRuntime().availableProcessors());
    Tokenized tokenized =
        Tokenizer.fit(items, settings, new Seed(config.seed()), session.progress());
    thresholds(config).require(tokenized.health());
    SemanticIdsFile.save(payload.resolve(IDS), tokenized.ids());
    CodebooksFile.save(
        payload.resolve(CODEBOOKS), tokenized.codebooks(), session.config().encode().model());
    AtomicFiles.write(payload.resolve("health.json"), HealthJson.text(tokenized.health()));
    AtomicFiles.write(
        payload.resolve("health.html"), HealthPage.html(tokenized.health(), tokenized.ids()));
  }

  private static HealthThresholds thresholds(AdlibConfig.Tokenize config) {
    return new HealthThresholds(
        config.maxCollisionRate(), config.codes(), config.minUtilisation(), -1, 1);
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
