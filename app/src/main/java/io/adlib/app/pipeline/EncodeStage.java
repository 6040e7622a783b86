package io.adlib.app.pipeline;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.encode.text.CachedEncoder;
import io.adlib.encode.text.EmbeddingCache;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.encode.text.TextEncoder;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Texts of ads and contents to vectors: {@code vectors.safetensors}, ads first, then contents. */
public final class EncodeStage extends Stage {

  private static final String FILE = "vectors.safetensors";

  EncodeStage() {
    super("encode");
  }

  @Override
  ArtifactKey key(Session session) {
    return new ArtifactKey(
        "vectors",
        Map.of("catalogue", session.data().catalogueHash()),
        "v1 " + session.config().encode().model());
  }

  @Override
  void write(Session session, Path payload, Path scratch) {
    List<String> texts = texts(session.data().catalogue());
    try (var encoder = open(session)) {
      float[] vectors_ND = encoder.encode(texts, session.progress());
      SafetensorsWriter.write(
          payload.resolve(FILE),
          Map.of("encoder", encoder.fingerprint()),
          List.of(Tensor.of("vectors", vectors_ND, texts.size(), encoder.dimension())));
    }
  }

  /** The encoder with the workspace's cache of vectors. */
  static TextEncoder open(Session session) {
    int threads = session.config().encode().threads();
    var model =
        new MiniLmEncoder(
            new MiniLmSettings(
                MiniLmSettings.DEFAULT.maxTokens(),
                session.config().encode().batch(),
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads));
    Path folder = session.workspace().folder(Area.ARTIFACTS).resolve("cache");
    return new CachedEncoder(
        model, EmbeddingCache.open(folder, model.fingerprint(), model.dimension()));
  }

  /** The vectors, row-major [N, D], in the order of {@link #items}. */
  static float[] read(Artifact artifact) {
    try (var file = SafetensorsFile.open(artifact.file(FILE))) {
      return file.tensor("vectors").floats();
    }
  }

  /** The ids of all items: ads, then contents. */
  static List<String> items(Catalogue catalogue) {
    return Stream.concat(
            catalogue.ads().stream().map(Ad::id), catalogue.contents().stream().map(Content::id))
        .toList();
  }

  private static List<String> texts(Catalogue catalogue) {
    return Stream.concat(
            catalogue.ads().stream().map(Ad::embeddableText),
            catalogue.contents().stream().map(Content::embeddableText))
        .toList();
  }
}
