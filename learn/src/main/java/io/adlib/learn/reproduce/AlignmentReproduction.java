package io.adlib.learn.reproduce;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.learn.alignment.AlignedTokenizer;
import io.adlib.learn.alignment.Alignment;
import io.adlib.learn.alignment.AlignmentRecipe;
import io.adlib.learn.alignment.AlignmentWeights;
import io.adlib.learn.alignment.Behaviour;
import io.adlib.learn.alignment.CollaborativeSource;
import io.adlib.learn.alignment.CollaborativeVectors;
import io.adlib.learn.alignment.TeacherTraining;
import io.adlib.learn.alignment.Teachers;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The progressive recipe on a public folder: collaborative vectors of three models trained on the
 * train part alone; a tokenizer without alignment, one with contrast, one with all terms; the same
 * generator on the IDs of each, seed by seed in pairs; and what the IDs say about behaviour before
 * and after. All that takes long resumes from the work folder. Runs on the calling thread;
 * interrupt it to stop with checkpoints.
 */
public final class AlignmentReproduction {

  private static final Logger LOG = LoggerFactory.getLogger(AlignmentReproduction.class);

  /**
   * @param seeds how many generators a recipe, at least 1
   * @param tokenizers how many tokenizers a recipe, at most as many; generators share them in turn
   * @param epochs of each generator
   * @param budget for all generators together; without a bound where it is {@link
   *     io.adlib.learn.training.TrainingConfig#NO_LIMIT}
   * @param threads of libtorch and of the encoder
   * @param source of the collaborative vectors that the terms read
   * @param weights of the full recipe
   * @param blind whether information is measured, too, of tokenizers whose alignment did not see
   *     the items it is measured on; costs a tokenizer a recipe more
   */
  public record Options(
      int seeds,
      int tokenizers,
      int epochs,
      Duration budget,
      int threads,
      CollaborativeSource source,
      AlignmentWeights weights,
      boolean blind) {}

  private final SequentialDataset data;
  private final LeaveOneOut split;
  private final Path work;
  private final Options options;
  private final Progress progress;
  private final Seed root;
  private final InstantSource clock;
  private final KMeansSettings kMeans;

  private AlignmentReproduction(
      SequentialDataset data,
      Path work,
      Options options,
      Progress progress,
      Seed root,
      InstantSource clock) {
    this.data = data;
    this.work = work;
    this.options = options;
    this.progress = progress;
    this.root = root;
    this.clock = clock;
    split = data.split();
    kMeans = KMeansSettings.DEFAULT.onThreads(options.threads());
  }

  /**
   * Runs the recipe.
   *
   * @param work checkpoints and embeddings; made if it is not there
   * @param root seed i of the pairs is {@code root.of(i)}
   * @throws EnvironmentException if the thread was interrupted; the same call then goes on
   */
  public static AlignmentReport run(
      SequentialDataset data,
      Path work,
      Options options,
      Progress progress,
      Seed root,
      InstantSource clock) {
    LOG.info("{}", Torch.start(options.threads()));
    return new AlignmentReproduction(data, work, options, progress, root, clock).run();
  }

  private AlignmentReport run() {
    ItemVectors items = TextVectors.of(data, work, options.threads(), progress);
    var models = new CollaborativeModels(data, work, progress, root, clock);
    models.trainAll();
    CollaborativeVectors vectors = models.vectors(options.source());
    var behaviour = new Behaviour(split.train(), data.itemCount());
    List<TokenizedRecipe> tokenized = new ArrayList<>();
    for (AlignmentRecipe recipe : AlignmentRecipe.values()) {
      for (int s = 0; s < options.tokenizers(); s++) {
        Codebooks books = tokenizer(items, recipe, vectors, behaviour, recipe.key(), s);
        tokenized.add(TokenizedRecipe.of(recipe, s, items, books));
      }
    }
    Map<AlignmentRecipe, List<GeneratorRecall>> recalls = new EnumMap<>(AlignmentRecipe.class);
    for (int s = 0; s < options.seeds(); s++) {
      for (TokenizedRecipe each : TokenizedRecipe.ofSeed(tokenized, s % options.tokenizers())) {
        recalls.computeIfAbsent(each.recipe(), _ -> new ArrayList<>()).add(recall(each, s));
      }
    }
    var information = new AlignmentInformation(items, models, work, progress, root, clock);
    for (AlignmentRecipe recipe : AlignmentRecipe.values()) {
      Codebooks books = TokenizedRecipe.first(tokenized, recipe).books();
      Optional<Codebooks> blind = Optional.empty();
      if (options.blind() && recipe != AlignmentRecipe.NONE) {
        int[] hidden = information.heldOut();
        blind =
            Optional.of(
                tokenizer(
                    items,
                    recipe,
                    vectors.without(hidden),
                    behaviour.without(hidden),
                    recipe.key() + "-blind",
                    0));
      }
      information.add(recipe, books, blind);
    }
    return AlignmentReport.of(
        data.name(), options, models.recalls(), tokenized, recalls, information.rows());
  }

  private Codebooks tokenizer(
      ItemVectors items,
      AlignmentRecipe recipe,
      CollaborativeVectors vectors,
      Behaviour behaviour,
      String name,
      int s) {
    AlignmentWeights weights = recipe.of(options.weights());
    Optional<Teachers> teachers =
        weights.distillation() > 0
            ? Optional.of(teachers(items, vectors, behaviour, name))
            : Optional.empty();
    var alignment = new Alignment(weights, vectors, behaviour, teachers);
    return unlessInterrupted(
        AlignedTokenizer.train(
            kMeans,
            items.vectors().readAll(),
            items.dimension(),
            alignment,
            folder(s).resolve("tokenizer-" + name),
            progress,
            root.of(s),
            clock));
  }

  private Teachers teachers(
      ItemVectors items, CollaborativeVectors vectors, Behaviour behaviour, String name) {
    return unlessInterrupted(
        TeacherTraining.train(
            items.vectors().readAll(),
            vectors,
            behaviour,
            work.resolve("teachers-" + name),
            progress,
            root,
            clock));
  }

  private GeneratorRecall recall(TokenizedRecipe tokenized, int s) {
    var settings = GeneratorRecall.Settings.of(options);
    GeneratorRecall recall =
        unlessInterrupted(
            GeneratorRecall.of(
                tokenized.ids(),
                split,
                settings,
                folder(s).resolve("generator-" + tokenized.recipe().key()),
                progress,
                root.of(s),
                clock));
    LOG.info(
        "{}, seed {}: validation {}, test {}",
        tokenized.recipe().key(),
        s,
        recall.validation(),
        recall.masked());
    return recall;
  }

  private Path folder(int s) {
    return work.resolve("seed-" + root.value() + "-" + s);
  }

  /** What was made, or the error that tells people how to go on. */
  static <T> T unlessInterrupted(Optional<T> made) {
    return made.orElseThrow(
        () ->
            new EnvironmentException(
                "the reproduction was interrupted; its checkpoints are kept",
                "run the same command again: it goes on from there"));
  }
}
