package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.ColdItems;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.Popularity;
import io.adlib.evaluate.sequential.ReservedPlaces;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialReport;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.evaluate.sequential.Slice;
import io.adlib.evaluate.sequential.TextNeighbours;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.assign.Suffixes;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.kmeans.ResidualKMeans;
import io.adlib.sid.nearest.QuantisedVectors;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of items that came after everything was trained: a share of all items is taken out
 * of training, of the codebooks' fitting as of the generator's sequences, then gets semantic IDs
 * from encoder and codebooks alone, and every test case is ranked among ALL items. Methods:
 *
 * <ul>
 *   <li>popularity, which never names an item nobody bought;
 *   <li>text kNN, {@link TextNeighbours};
 *   <li>the generator over the trained items' trie, and over the trie with the new ones in it;
 *   <li>the latter with a share of the places kept for new items in the order of their likeness to
 *       the history, as serving's path for young ads does.
 * </ul>
 *
 * Runs on the calling thread; interrupt it to stop with checkpoints.
 */
public final class ColdReproduction {

  private static final Logger LOG = LoggerFactory.getLogger(ColdReproduction.class);
  private static final double[] SHARES = {.1, .2, .3};

  private final SequentialDataset data;
  private final Path work;
  private final SequentialReproduction.Options options;
  private final Progress progress;
  private final InstantSource clock;
  private final Map<String, List<FullRanking>> rankings = new LinkedHashMap<>();

  private ColdReproduction(
      SequentialDataset data,
      Path work,
      SequentialReproduction.Options options,
      Progress progress,
      InstantSource clock) {
    this.data = data;
    this.work = work;
    this.options = options;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Runs all methods once.
   *
   * @param share of the items held out, in (0,1)
   * @param seed of what is held out, the codebooks and the training
   * @return the table by slice, or nothing if the thread was interrupted; the same call then goes
   *     on
   */
  public static Optional<SequentialReport> run(
      SequentialDataset data,
      double share,
      Path work,
      SequentialReproduction.Options options,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    return new ColdReproduction(data, work, options, progress, clock).run(share, seed);
  }

  private Optional<SequentialReport> run(double share, Seed seed) {
    LOG.info("{}", Torch.start(options.threads()));
    ColdItems heldOut = ColdItems.drawn(data.itemCount(), share, seed.of("held out"));
    LeaveOneOut split = data.split().holdingOut(heldOut);
    ColdItems cold = split.cold();
    LeaveOneOut.Cases test = split.test();
    LOG.info(
        "{} items held out, {} cold with those that training never had; {} of {} cases are theirs",
        heldOut.count(),
        cold.count(),
        test.of(Slice.COLD, cold).size(),
        test.size());
    add("popularity", Popularity.of(split), test, cold);
    int n = data.itemCount();
    float[] vectors_ND = ItemIds.vectors(data.texts(), work, options.threads(), progress);
    TextNeighbours neighbours = TextNeighbours.tuned(vectors_ND, vectors_ND.length / n, split);
    LOG.info("text kNN: each step back weighs {} times as much", neighbours.decay());
    add("text kNN", neighbours, test, cold);
    Codebooks books = books(vectors_ND, cold, seed);
    SemanticIds ids = ids(books, vectors_ND, cold);
    Path folder = work.resolve(data.name() + "-cold-" + share + "-seed-" + seed.value());
    var likeness = new LikeHistory(new QuantisedVectors(books, ids), neighbours.decay());
    add("quantised kNN", likeness, test, cold);
    return generator(split, cold, ids, likeness, folder, seed)
        ? Optional.of(SequentialReport.of(data, rankings, test, cold, List.of(Slice.values())))
        : Optional.empty();
  }

  private Codebooks books(float[] vectors_ND, ColdItems cold, Seed seed) {
    int n = data.itemCount();
    int d = vectors_ND.length / n;
    int[] warm = IntStream.range(0, n).filter(item -> !cold.contains(item)).toArray();
    float[] warm_WD = new float[warm.length * d];
    for (int i = 0; i < warm.length; i++) {
      System.arraycopy(vectors_ND, warm[i] * d, warm_WD, i * d, d);
    }
    KMeansSettings settings = KMeansSettings.DEFAULT.onThreads(options.threads());
    return ResidualKMeans.fit(warm_WD, warm.length, d, settings, seed.of("ids"), progress);
  }

  /** Trained items first have theirs; then the new ones come, and change none of them. */
  private SemanticIds ids(Codebooks books, float[] vectors_ND, ColdItems cold) {
    int n = data.itemCount();
    short[] codes_NL = books.encode(vectors_ND, n);
    SemanticIds warm =
        Suffixes.assign(
            names(cold, false), rows(codes_NL, cold, false), books.levels(), books.codesPerLevel());
    SemanticIds all = Suffixes.extend(warm, names(cold, true), rows(codes_NL, cold, true));
    short[] byNumber = new short[n * all.depth()];
    for (int item = 0; item < n; item++) {
      int at = all.indexOf(Integer.toString(item));
      for (int level = 0; level < all.depth(); level++) {
        byNumber[item * all.depth() + level] = (short) all.code(at, level);
      }
    }
    List<String> names = IntStream.range(0, n).mapToObj(Integer::toString).toList();
    return new SemanticIds(names, all.depth(), all.codesPerLevel(), byNumber);
  }

  private List<String> names(ColdItems cold, boolean ofCold) {
    return items(cold, ofCold).mapToObj(Integer::toString).toList();
  }

  private short[] rows(short[] codes_NL, ColdItems cold, boolean ofCold) {
    int levels = codes_NL.length / data.itemCount();
    int[] items = items(cold, ofCold).toArray();
    short[] rows = new short[items.length * levels];
    for (int i = 0; i < items.length; i++) {
      System.arraycopy(codes_NL, items[i] * levels, rows, i * levels, levels);
    }
    return rows;
  }

  private IntStream items(ColdItems cold, boolean ofCold) {
    return IntStream.range(0, data.itemCount()).filter(item -> cold.contains(item) == ofCold);
  }

  private boolean generator(
      LeaveOneOut split,
      ColdItems cold,
      SemanticIds ids,
      SequentialScorer likeness,
      Path folder,
      Seed seed) {
    Trie trained = Trie.of(ids, items(cold, false));
    Optional<TrainedGenerator> made =
        TrainedGenerator.of(
            ids,
            trained,
            split.train(),
            split.validation().of(Slice.WARM, cold),
            new Workbench(folder, options.budget(), options.threads(), progress, clock),
            seed);
    if (made.isEmpty()) {
      return false;
    }
    try (TrainedGenerator model = made.get()) {
      LeaveOneOut.Cases test = split.test();
      add("generator, trained items", model.scorer(), test, cold);
      SequentialScorer open = model.scorer(Trie.of(ids));
      add("generator, new IDs", open, test, cold);
      for (double share : SHARES) {
        String name = "generator, new IDs, %.0f %% of places".formatted(100 * share);
        add(name, new ReservedPlaces(name, open, likeness, cold, share), test, cold);
      }
      return true;
    }
  }

  private void add(String method, SequentialScorer scorer, LeaveOneOut.Cases test, ColdItems cold) {
    FullRanking ranking = FullRanking.of(scorer, test, progress);
    rankings.computeIfAbsent(method, _ -> new ArrayList<>()).add(ranking);
    LOG.info(
        "{}: test masked, cold {}, warm {}",
        method,
        ranking.of(Slice.COLD, test, cold).masked().top(),
        ranking.of(Slice.WARM, test, cold).masked().top());
  }
}
