package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.alignment.AlignedTokenizer;
import io.adlib.learn.alignment.AlignmentRecipe;
import io.adlib.learn.alignment.CollaborativeSource;
import io.adlib.learn.alignment.CollaborativeVectors;
import io.adlib.learn.alignment.MutualInformation;
import io.adlib.learn.alignment.MutualInformation.Bound;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.kmeans.Codebooks;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What content vectors and the IDs of each recipe say about each model's collaborative vectors. */
final class AlignmentInformation {

  private final ItemVectors items;
  private final float[] content_ND;
  private final CollaborativeModels models;
  private final Path work;
  private final Progress progress;
  private final Seed seed;
  private final InstantSource clock;
  private final MutualInformation.Split split;
  private final List<AlignmentReport.Information> rows = new ArrayList<>();

  AlignmentInformation(
      ItemVectors items,
      CollaborativeModels models,
      Path work,
      Progress progress,
      Seed root,
      InstantSource clock) {
    this.items = items;
    content_ND = items.vectors().readAll();
    this.models = models;
    this.work = work.resolve("information-" + root.value());
    this.progress = progress;
    this.clock = clock;
    seed = root.of("information");
    CollaborativeVectors any = models.vectors(CollaborativeSource.SASREC);
    split = MutualInformation.Split.of(items.size(), any::knows, seed);
    for (CollaborativeSource source : CollaborativeSource.values()) {
      Bound bound = measure("content", content_ND, source);
      add(source, "content", bound, Optional.empty());
    }
  }

  /** The items that no critic learns from. */
  int[] heldOut() {
    return split.heldOut();
  }

  /**
   * Measures a recipe.
   *
   * @param books of the recipe
   * @param blind of the recipe without the behaviour of the held-out items, if it was made
   */
  void add(AlignmentRecipe recipe, Codebooks books, Optional<Codebooks> blind) {
    for (CollaborativeSource source : CollaborativeSource.values()) {
      add(
          source,
          recipe.key(),
          measure(recipe.key(), quantised(books), source),
          blind.map(of -> measure(recipe.key() + "-blind", quantised(of), source)));
    }
  }

  private float[] quantised(Codebooks books) {
    return AlignedTokenizer.quantised_NE(books, content_ND, items.size());
  }

  private Bound measure(String name, float[] vector_NE, CollaborativeSource source) {
    return AlignmentReproduction.unlessInterrupted(
        MutualInformation.of(
            vector_NE,
            models.vectors(source).item_ND(),
            items.size(),
            split,
            work.resolve(source.key() + "-" + name),
            progress,
            seed,
            clock));
  }

  private void add(CollaborativeSource source, String vector, Bound bound, Optional<Bound> blind) {
    rows.add(
        new AlignmentReport.Information(
            source.key(),
            vector,
            bound.nats(),
            blind.map(Bound::nats),
            bound.among(),
            bound.heldOut()));
  }

  List<AlignmentReport.Information> rows() {
    return rows;
  }
}
