package io.adlib.learn.reproduce;

import io.adlib.core.Seed;
import io.adlib.evaluate.fusion.Fusion;
import io.adlib.evaluate.sequential.Floor;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.Popularity;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialReport;
import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.evaluate.sequential.Slice;
import io.adlib.evaluate.sequential.TextNeighbours;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All methods on one order of a dataset, seed by seed. */
final class OrderReproduction {

  private static final Logger LOG = LoggerFactory.getLogger(OrderReproduction.class);
  private static final int FUSION_CASES = 25_000;

  private final SequentialDataset data;
  private final LeaveOneOut split;
  private final Workbench bench;
  private final SequentialReproduction.Options options;
  private final Map<String, List<FullRanking>> rankings = new LinkedHashMap<>();
  private final Floor floor;

  /** Made when the first SASRec is there, whose vectors stand in for texts that say nothing. */
  private @Nullable ItemIds ids;

  private List<SequentialScorer> neighbours = List.of();

  OrderReproduction(
      SequentialDataset data, Workbench bench, SequentialReproduction.Options options) {
    this.data = data;
    this.split = data.split();
    this.bench = bench;
    this.options = options;
    floor = Floor.tuned(split);
  }

  /** The order's table, or nothing if the thread was interrupted. */
  Optional<SequentialReport> run(Seed root) {
    LeaveOneOut.Cases test = split.test();
    add("popularity", FullRanking.of(Popularity.of(split), test, bench.progress()));
    add("floor", FullRanking.of(floor, test, bench.progress()));
    for (int s = 0; s < options.seeds(); s++) {
      if (!release(root, s)) {
        return Optional.empty();
      }
    }
    for (int s = 0; s < options.tigers(); s++) {
      if (!tiger(root, s)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        SequentialReport.of(data, rankings, test, split.cold(), List.of(Slice.ALL, Slice.COLD)));
  }

  /** SASRec, the generator and their fusion with the rest, all of one seed. */
  private boolean release(Seed root, int s) {
    Path folder = folder(root, s);
    Optional<TrainedSasRec> sasrec =
        TrainedSasRec.of(split, bench.at(folder.resolve("sasrec"), bench.budget()), root.of(s));
    if (sasrec.isEmpty()) {
      return false;
    }
    try (TrainedSasRec sequence = sasrec.get()) {
      add(sequence, folder);
      SemanticIds made = ids(root, sequence::items_ND).ids();
      Optional<TrainedGenerator> trained =
          TrainedGenerator.of(
              made,
              Trie.of(made),
              split.train(),
              split.validation(),
              bench.at(folder.resolve("generator"), bench.budget()),
              root.of(s));
      if (trained.isEmpty()) {
        return false;
      }
      try (TrainedGenerator generator = trained.get()) {
        add(generator, folder);
        fuse(generator, sequence, folder);
        return true;
      }
    }
  }

  private void fuse(TrainedGenerator generator, TrainedSasRec sequence, Path folder) {
    List<SequentialScorer> parts = new ArrayList<>();
    parts.add(generator.ofEveryItem());
    parts.add(sequence.scorer());
    parts.add(floor);
    parts.add(floor.ofLastItem());
    parts.addAll(neighbours);
    String of =
        "fused of %s, %s, %d parts"
            .formatted(generator.weights(), sequence.weights(), parts.size());
    Supplier<FullRanking> ranked =
        () -> {
          LeaveOneOut.Cases valid = split.validation().thinnedTo(FUSION_CASES);
          Fusion fusion = Fusion.fitted(parts, valid, bench.progress());
          LOG.info("fusion, by validation:{}{}", System.lineSeparator(), fusion.describe());
          return fusion.rank(split.test(), bench.progress());
        };
    add("fused", KeptRanking.of(folder.resolve("fused.ranks"), of, ranked));
  }

  private boolean tiger(Seed root, int s) {
    Path folder = folder(root, s);
    SemanticIds made = Objects.requireNonNull(ids).ids();
    Workbench mine = bench.at(folder.resolve("tiger"), bench.budget());
    Optional<TrainedTiger> trained = TrainedTiger.of(made, split, mine, root.of(s));
    if (trained.isEmpty()) {
      return false;
    }
    try (TrainedTiger tiger = trained.get()) {
      add(tiger, folder);
      return true;
    }
  }

  private ItemIds ids(Seed root, Supplier<float[]> behaviour_ND) {
    ItemIds made = ids;
    if (made == null) {
      made =
          ItemIds.of(
              data.texts(),
              behaviour_ND,
              bench.folder(),
              bench.threads(),
              bench.progress(),
              root.of("ids"));
      neighbours = made.text_ND().map(this::neighbours).orElse(List.of());
      ids = made;
    }
    return made;
  }

  private List<SequentialScorer> neighbours(float[] text_ND) {
    int dimension = text_ND.length / data.itemCount();
    return List.of(
        TextNeighbours.tuned(text_ND, dimension, split), new TextNeighbours(text_ND, dimension, 0));
  }

  private Path folder(Seed root, int s) {
    return bench
        .folder()
        .resolve(data.name() + "-" + data.order() + "-seed-" + root.value() + "-" + s);
  }

  private void add(TrainedModel model, Path folder) {
    String of = model.method() + " of " + model.weights();
    add(
        model.method(),
        KeptRanking.of(
            folder.resolve(model.method() + ".ranks"),
            of,
            () -> FullRanking.of(model.scorer(), split.test(), bench.progress())));
  }

  private void add(String method, FullRanking ranking) {
    rankings.computeIfAbsent(method, _ -> new ArrayList<>()).add(ranking);
    LOG.info(
        "{}: test masked {}, unmasked {}",
        method,
        ranking.masked().top(),
        ranking.unmasked().top());
  }
}
