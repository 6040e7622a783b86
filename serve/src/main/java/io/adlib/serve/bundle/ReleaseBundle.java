package io.adlib.serve.bundle;

import io.adlib.core.Catalogue;
import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.tables.MarketData;
import io.adlib.data.tag.ItemTags;
import io.adlib.data.workspace.Workspace;
import io.adlib.data.written.AdQueries;
import io.adlib.evaluate.fusion.Choice;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.ranker.Ranker;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.serve.fusion.FusedRecall;
import io.adlib.serve.release.AdTokenizer;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.SearchTexts;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.feature.FeatureSet;
import io.adlib.sid.feature.ItemSignals;
import io.adlib.sid.format.CodebooksFile;
import io.adlib.sid.format.FusionFile;
import io.adlib.sid.format.RelevanceFile;
import io.adlib.sid.format.SemanticIdsFile;
import io.adlib.sid.format.TrieFile;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.nearest.QuantisedVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a release consists of on disk, next to its manifest:
 *
 * <pre>
 * market/                  the catalogue it serves, as a market of its own
 * ids.safetensors          semantic IDs of ads and contents
 * trie.safetensors         the trie of the ads; both are mapped, not read
 * encoder/                 for items that come later: to vectors,
 * codebooks.safetensors    and from vectors to codes
 * generator.safetensors
 * ranker.safetensors
 * tags.jsonl               if the ranker was trained with tags
 * relevance.safetensors    if it was trained with grades of a relevance model
 * queries.jsonl            by which ads are found too, if there are any
 * fusion.safetensors       if the generator is fused with other evidence
 * </pre>
 */
public final class ReleaseBundle {

  private static final String MARKET = "market";
  private static final String IDS = "ids.safetensors";
  private static final String TRIE = "trie.safetensors";
  private static final String CODEBOOKS = "codebooks.safetensors";
  private static final String ENCODER = "encoder";
  private static final String TAGS = ItemTags.FILE;
  private static final String QUERIES = AdQueries.FILE;
  private static final String RELEVANCE = "relevance.safetensors";
  private static final String GENERATOR = "generator.safetensors";
  private static final String RANKER = "ranker.safetensors";
  private static final String FUSION = "fusion.safetensors";

  /** What {@code encode.model} of adlib.yaml calls the text encoder. */
  private static final String TEXT_ENCODER = "minilm";

  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private ReleaseBundle() {}

  /**
   * Puts a release's files into a folder.
   *
   * @param encoder the folder of the encoder, see {@link io.adlib.encode.item.ItemEncoder}
   * @param ids semantic IDs of the catalogue's ads and contents, and the codebooks beside
   * @param generator trained on these IDs
   * @param ranker trained on these IDs
   * @param tags those that the ranker was trained with, if there were any
   * @param relevance the model by whose grades the ranker was trained, if it was
   * @param queries by the id of the ad that each may find
   * @param fusion what the generator is fused with, learnt of it on these IDs, if it is
   */
  public static void write(
      Path payload,
      Catalogue catalogue,
      Path encoder,
      Path ids,
      Path codebooks,
      Path generator,
      Path ranker,
      Optional<Path> tags,
      Optional<Path> relevance,
      Map<String, List<String>> queries,
      Optional<Path> fusion)
      throws IOException {
    MarketData.save(
        Workspace.create(payload.resolve(MARKET), AdlibConfig.defaultText()),
        catalogue,
        List.of(),
        Stream.empty(),
        InstantSource.system(),
        Progress.SILENT);
    copyFolder(encoder, Files.createDirectory(payload.resolve(ENCODER)));
    Files.copy(ids, payload.resolve(IDS));
    TrieFile.save(payload.resolve(TRIE), Release.trieOfAds(catalogue, SemanticIdsFile.load(ids)));
    Files.copy(codebooks, payload.resolve(CODEBOOKS));
    Files.copy(generator, payload.resolve(GENERATOR));
    Files.copy(ranker, payload.resolve(RANKER));
    if (tags.isPresent()) {
      Files.copy(tags.get(), payload.resolve(TAGS));
    }
    if (relevance.isPresent()) {
      Files.copy(relevance.get(), payload.resolve(RELEVANCE));
    }
    if (!queries.isEmpty()) {
      AdQueries.write(payload.resolve(QUERIES), queries);
    }
    if (fusion.isPresent()) {
      Files.copy(fusion.get(), payload.resolve(FUSION));
    }
  }

  private static void copyFolder(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /**
   * Makes a release of the files of an opened (so checked) one: its parts fit each other, or it
   * does not load.
   *
   * @param pictures where the relative image paths of new ads lead into
   * @throws CorruptException naming the part that does not fit
   */
  public static Release load(Artifact files, Path pictures) {
    return load(files, pictures, 0, RowPrecision.FLOAT32);
  }

  /**
   * The same with a search that value guides, over vectors kept as told.
   *
   * @param weight what value counts beside probability; 0 for nothing
   * @param precision of the generator's vectors of items and attributes
   * @throws InputException if value is to count and the release's generator has no evaluator
   */
  public static Release load(Artifact files, Path pictures, double weight, RowPrecision precision) {
    Catalogue catalogue = MarketData.load(Workspace.open(files.file(MARKET))).catalogue();
    SemanticIds ids = SemanticIdsFile.load(files.file(IDS));
    Trie trie = trie(files, catalogue, ids);
    if (trie.leaves() != catalogue.ads().size()) {
      throw new CorruptException(
          "release %s has %d ads, of which only %d have a semantic ID"
              .formatted(files.hash(), catalogue.ads().size(), trie.leaves()),
          "run adlib tokenize and build the release again");
    }
    Generator generator = Generator.load(files.file(GENERATOR), KernelChoice.best(), precision);
    if (generator.shape().depth() != ids.depth()
        || generator.shape().codes() != ids.codesPerLevel()) {
      throw new CorruptException(
          "release %s has a generator of %d levels of %d codes and semantic IDs of %d levels of %d"
              .formatted(
                  files.hash(),
                  generator.shape().depth(),
                  generator.shape().codes(),
                  ids.depth(),
                  ids.codesPerLevel()),
          "train the generator on these semantic IDs and build the release again");
    }
    requireTokenizer(files, "generator", generator.tokenizer(), ids);
    if (weight > 0 && !generator.shape().hasEvaluator()) {
      throw new InputException(
          "value.weight is %s, but the generator of release %s has no evaluator"
              .formatted(weight, files.hash()),
          "build the release again, which trains one, or set value.weight to 0");
    }
    Optional<FusionFile.Content> fusion = fusion(files, ids);
    Codebooks books = CodebooksFile.load(files.file(CODEBOOKS), TEXT_ENCODER);
    requireTokenizer(files, "set of codebooks", books.fingerprint(), ids);
    var vectors = new QuantisedVectors(books, ids);
    var signals =
        new ItemSignals(
            Optional.of(vectors),
            Files.exists(files.file(TAGS)) ? ItemTags.read(files.file(TAGS)) : Map.of(),
            Optional.of(files.file(RELEVANCE)).filter(Files::exists).map(RelevanceFile::load));
    var ranker = Ranker.load(files.file(RANKER), new FeatureSet(catalogue, ids, signals));
    requireTokenizer(files, "ranker", ranker.tokenizer(), ids);
    generator.warmUp(trie, WARM_UP);
    var alone = new GeneratorRecall(generator, ids, trie, weight);
    return Release.of(
            files.hash(),
            catalogue,
            ids,
            trie,
            fusion
                .<Recall>map(
                    with ->
                        new FusedRecall(
                            alone,
                            ids,
                            trie,
                            with.companions(),
                            vectors,
                            new Choice(with.weight_F())))
                .orElse(alone),
            new RankedValuer(ranker))
        .with(AdTokenizer.of(new ItemVectors(files.file(ENCODER), pictures), books))
        .with(searchTexts(files));
  }

  private static SearchTexts searchTexts(Artifact files) {
    if (!Files.exists(files.file(QUERIES))) {
      return SearchTexts.NONE;
    }
    Map<String, List<String>> queries = AdQueries.read(files.file(QUERIES));
    return ad -> queries.getOrDefault(ad, List.of());
  }

  /** What the generator is fused with, if the release has it. */
  private static Optional<FusionFile.Content> fusion(Artifact files, SemanticIds ids) {
    if (!Files.exists(files.file(FUSION))) {
      return Optional.empty();
    }
    FusionFile.Content fusion = FusionFile.map(files.file(FUSION));
    requireTokenizer(files, "fusion", fusion.tokenizer(), ids);
    if (!fusion.items().equals(FusionFile.itemsOf(ids))
        || fusion.companions().items() != ids.size()) {
      throw new CorruptException(
          "release " + files.hash() + " has a fusion of other items than its semantic IDs",
          "run adlib pipeline, which trains anew what is stale, and build the release again");
    }
    if (fusion.weight_F().length != FusedRecall.FEATURES) {
      throw new CorruptException(
          "release %s has a fusion of %d weights, not %d"
              .formatted(files.hash(), fusion.weight_F().length, FusedRecall.FEATURES),
          "train it with this version of Adlib and build the release again");
    }
    return Optional.of(fusion);
  }

  /** Mapped; made anew for a release of a time when it was not written down. */
  private static Trie trie(Artifact files, Catalogue catalogue, SemanticIds ids) {
    if (!Files.exists(files.file(TRIE))) {
      return Release.trieOfAds(catalogue, ids);
    }
    Trie trie = TrieFile.map(files.file(TRIE));
    if (trie.depth() != ids.depth() || trie.tables().leafOfItem().size() != ids.size()) {
      throw new CorruptException(
          "release " + files.hash() + " has a trie of other semantic IDs than its own",
          "build the release again");
    }
    return trie;
  }

  /** What was learnt on the IDs of one tokenizer means nothing on those of another. */
  private static void requireTokenizer(
      Artifact files, String part, String fingerprint, SemanticIds ids) {
    if (!fingerprint.equals(ids.tokenizer())) {
      throw new CorruptException(
          "release %s has a %s of the tokenizer %s and semantic IDs of the tokenizer %s"
              .formatted(files.hash(), part, named(fingerprint), named(ids.tokenizer())),
          "run adlib pipeline, which trains anew what is stale, and build the release again");
    }
  }

  private static String named(String fingerprint) {
    return fingerprint.isEmpty() ? "(not named)" : fingerprint;
  }
}
