package io.adlib.app.pipeline;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.config.EncodeConfig;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.encode.Encoder;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import io.adlib.encode.image.ImageFile;
import io.adlib.encode.image.OnnxImageEncoder;
import io.adlib.encode.item.FusionSettings;
import io.adlib.encode.item.ImagePart;
import io.adlib.encode.item.Item;
import io.adlib.encode.item.ItemEncoder;
import io.adlib.encode.item.Whitening;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.format.MappedVectors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Texts and images of ads and contents to vectors: {@code vectors.safetensors}, ads first, then
 * contents; {@code encoder/}, with which a new ad gets the vector it would have got here; {@code
 * report.json}, how many items have which part.
 */
public final class EncodeStage extends Stage {

  /** The folder that {@link ItemEncoder#open} opens. */
  public static final String ENCODER = "encoder";

  private static final String FILE = "vectors.safetensors";

  EncodeStage() {
    super("encode");
  }

  @Override
  ArtifactKey key(Session session) {
    return EncodeInputs.of(session).key(session);
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    EncodeConfig config = session.config().encode();
    EncodeInputs inputs = EncodeInputs.of(session);
    EncodeInputs.Texts texts = inputs.texts(session.data().catalogue());
    List<Item> items = texts.items();
    var settings =
        new FusionSettings(
            config.textWeight(),
            config.imageWeight(),
            Whitening.of(config.whiten()),
            config.dimensions(),
            config.shrinkage());
    ItemEncoder.Fitted fitted =
        ItemEncoder.fit(
            items, openText(session), openImages(session, inputs), settings, session.progress());
    try (ItemEncoder encoder = fitted.encoder()) {
      float[] vectors_NK = fitted.encoded().vectors_NK();
      SafetensorsWriter.write(
          payload.resolve(FILE),
          encoder.fingerprints(),
          List.of(Tensor.of("vectors", vectors_NK, items.size(), encoder.dimension())));
      encoder.save(
          payload.resolve(ENCODER), textSettings(session), inputs.imageModel(), inputs.maxPixels());
    }
    var report = EncodeReport.of(texts, fitted.encoded().images());
    AtomicFiles.write(payload.resolve(EncodeReport.FILE), report.json());
  }

  private static MiniLmSettings textSettings(Session session) {
    return new MiniLmSettings(
        MiniLmSettings.DEFAULT.maxTokens(), session.config().encode().batch(), threads(session));
  }

  private static int threads(Session session) {
    int threads = session.config().encode().threads();
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** The text encoder with the workspace's cache of vectors. */
  static Encoder<String> openText(Session session) {
    var model = new MiniLmEncoder(textSettings(session));
    return CachedEncoder.ofTexts(model, cache(session, model));
  }

  private static Optional<ImagePart> openImages(Session session, EncodeInputs inputs) {
    return inputs
        .imageModel()
        .map(
            file -> {
              var model = OnnxImageEncoder.load(file, threads(session));
              var cached =
                  new CachedEncoder<>(model, cache(session, model), "images", ImageFile::sha256);
              return new ImagePart(cached, inputs.pictures());
            });
  }

  private static EmbeddingCache cache(Session session, Encoder<?> encoder) {
    Path folder = session.workspace().folder(Area.ARTIFACTS).resolve("cache");
    return EmbeddingCache.open(folder, encoder.fingerprint(), encoder.dimension());
  }

  /** The vectors in the order of {@link #items}, read from the file as they are asked for. */
  static MappedVectors vectors(Artifact artifact) {
    return MappedVectors.open(artifact.file(FILE), "vectors");
  }

  /** The vectors of what there is now, made first if need be. */
  public MappedVectors open(Session session) {
    return vectors(run(session));
  }

  /** All of them, row-major [N, D]. */
  static float[] read(Artifact artifact) {
    try (MappedVectors vectors = vectors(artifact)) {
      return vectors.readAll();
    }
  }

  @Override
  public Map<String, String> facts(Artifact artifact) {
    return EncodeReport.read(artifact.file(EncodeReport.FILE)).facts();
  }

  /** The ids of all items: ads, then contents. */
  static List<String> items(Catalogue catalogue) {
    return Stream.concat(
            catalogue.ads().stream().map(Ad::id), catalogue.contents().stream().map(Content::id))
        .toList();
  }
}
