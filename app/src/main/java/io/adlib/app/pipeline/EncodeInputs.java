package io.adlib.app.pipeline;

import io.adlib.core.Catalogue;
import io.adlib.core.ContentHash;
import io.adlib.core.InputException;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.config.EncodeConfig;
import io.adlib.data.summary.Summaries;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.encode.image.ImageFolder;
import io.adlib.encode.image.OnnxImageEncoder;
import io.adlib.encode.item.Item;
import io.adlib.encode.text.MiniLmSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that encoding reads besides the catalogue, found as adlib.yaml says.
 *
 * @param config its encode section
 * @param summaries the file of summaries, if texts come from there
 * @param tags of items, if they stand behind the texts
 * @param tagsHash which tags
 * @param imageModel the ONNX file, if pictures are encoded
 * @param pictures where they are
 */
record EncodeInputs(
    EncodeConfig config,
    Optional<Path> summaries,
    Map<String, List<String>> tags,
    Optional<String> tagsHash,
    Optional<Path> imageModel,
    ImageFolder pictures) {

  static EncodeInputs of(Session session) {
    EncodeConfig config = session.config().encode();
    Path root = session.workspace().root();
    return new EncodeInputs(
        config,
        config.fromSummaries() ? Optional.of(summaries(session)) : Optional.empty(),
        config.withTags() ? tags(session) : Map.of(),
        config.withTags()
            ? Optional.ofNullable(Enriched.inputs(session, Enriched.TAGS).get(Enriched.TAGS))
            : Optional.empty(),
        config.hasImages()
            ? Optional.of(model(root.resolve(config.imageModel())))
            : Optional.empty(),
        new ImageFolder(root.resolve(config.images()), config.maxMegapixels() * 1_000_000L));
  }

  private static Map<String, List<String>> tags(Session session) {
    Map<String, List<String>> tags = Enriched.tags(session);
    if (tags.isEmpty()) {
      throw new InputException(
          "encode.text_from is tags and there are no tags", "make them with: adlib enrich tags");
    }
    return tags;
  }

  private static Path summaries(Session session) {
    EncodeConfig config = session.config().encode();
    if (!config.summaries().equals(EncodeConfig.LATEST)) {
      Path file = session.workspace().root().resolve(config.summaries());
      if (!Files.isRegularFile(file)) {
        throw new InputException(
            "there are no summaries at " + file, "correct encode.summaries in adlib.yaml");
      }
      return file;
    }
    Optional<Artifact> latest = session.artifacts().latest(Summaries.KIND);
    return latest
        .map(artifact -> artifact.file(Summaries.FILE))
        .orElseThrow(
            () ->
                new InputException(
                    "encode.text_from is summary and there are no summaries",
                    "make them with: adlib enrich summary, or name a file in encode.summaries"));
  }

  private static Path model(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "there is no image model " + file, "correct encode.image_model, or set it to none");
    }
    return file;
  }

  long maxPixels() {
    return config.maxMegapixels() * 1_000_000L;
  }

  /** What the vectors are made of. */
  ArtifactKey key(Session session) {
    var inputs = new TreeMap<String, String>();
    inputs.put("catalogue", session.data().catalogueHash());
    summaries.ifPresent(file -> inputs.put("summaries", ContentHash.ofFile(file)));
    tagsHash.ifPresent(hash -> inputs.put("tags", hash));
    imageModel.ifPresent(
        file -> {
          inputs.put("image-model", modelHash(file));
          inputs.put("images", picturesHash(session.data().catalogue()));
        });
    String text =
        "v2 %s maxTokens %d batch %d text from %s"
            .formatted(
                config.model(),
                MiniLmSettings.DEFAULT.maxTokens(),
                config.batch(),
                config.textFrom());
    String image =
        imageModel.isEmpty()
            ? ""
            : " megapixels %d weights %s:%s"
                .formatted(config.maxMegapixels(), config.textWeight(), config.imageWeight());
    String whitening =
        config.whiten().equals("none")
            ? ""
            : " whiten %s %d %s"
                .formatted(config.whiten(), config.dimensions(), config.shrinkage());
    return new ArtifactKey("vectors", inputs, text + image + whitening);
  }

  private static String modelHash(Path file) {
    var hash = new ContentHash().add(ContentHash.ofFile(file));
    OnnxImageEncoder.settingsOf(file).map(ContentHash::ofFile).ifPresent(hash::add);
    return hash.hex();
  }

  /** Size and time of every picture that is named: their content is hashed when it is read. */
  private String picturesHash(Catalogue catalogue) {
    var hash = new ContentHash();
    items(catalogue)
        .map(Item::image)
        .flatMap(name -> pictures.place(name).stream())
        .filter(Files::isRegularFile)
        .forEach(
            file -> {
              try {
                hash.add(file.toString())
                    .add(Files.size(file))
                    .add(Files.getLastModifiedTime(file).toMillis());
              } catch (IOException e) {
                throw DiskFailure.of("reading", file, e);
              }
            });
    return hash.hex();
  }

  private static Stream<Item> items(Catalogue catalogue) {
    return Stream.concat(
        catalogue.ads().stream().map(Item::of), catalogue.contents().stream().map(Item::of));
  }

  /**
   * Items with the texts that the encoder reads.
   *
   * @param written of how many something was written; empty if raw texts are read
   */
  record Texts(List<Item> items, Optional<Integer> written) {}

  /**
   * All ads, then all contents.
   *
   * @throws InputException if there are none
   */
  Texts texts(Catalogue catalogue) {
    List<Item> raw = items(catalogue).toList();
    if (raw.isEmpty()) {
      throw new InputException(
          "there are no ads or contents to encode", "import some with: adlib import");
    }
    if (!tags.isEmpty()) {
      List<Item> tagged = raw.stream().map(this::withTags).toList();
      int found = (int) raw.stream().filter(item -> tags.containsKey(item.id())).count();
      return new Texts(tagged, Optional.of(found));
    }
    if (summaries.isEmpty()) {
      return new Texts(raw, Optional.empty());
    }
    Map<String, String> written = Summaries.read(summaries.get());
    List<Item> items =
        raw.stream()
            .map(item -> item.withText(written.getOrDefault(item.id(), item.text())))
            .toList();
    int found = (int) raw.stream().filter(item -> written.containsKey(item.id())).count();
    return new Texts(items, Optional.of(found));
  }

  private Item withTags(Item item) {
    return item.withText(TaggedText.of(item.text(), tags.getOrDefault(item.id(), List.of())));
  }
}
