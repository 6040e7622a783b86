package io.adlib.app.ablation;

import io.adlib.data.workspace.AtomicFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * One configuration trained with one seed, and what it did on held-out users.
 *
 * @param configuration {@link AblationPart#key}
 * @param hitRate100 how often the next ad is among the hundred best
 * @param ndcg10 with one right ad: 1/log2(rank + 1) within the ten best, else 0
 * @param loss of the last training step
 * @param cases how many next ads were asked for
 * @param weights scalars of the served model
 * @param trainSeconds of training
 * @param serveMicros median time of one search for a hundred ads
 * @param hitRateByUser the same as hitRate100 of each user who was asked for, in one order for all
 */
record AblationRun(
    String configuration,
    long seed,
    double hitRate100,
    double ndcg10,
    double loss,
    int cases,
    long weights,
    double trainSeconds,
    double serveMicros,
    List<Double> hitRateByUser) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILE = "result.json";

  AblationRun {
    hitRateByUser = List.copyOf(hitRateByUser);
  }

  /** What was saved in a run's folder, if it was done. */
  static Optional<AblationRun> find(Path folder) {
    Path file = folder.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(JSON.readValue(file.toFile(), AblationRun.class))
        : Optional.empty();
  }

  /** Written last, whole or not at all: with it the run is done. */
  void save(Path folder) {
    AtomicFiles.write(folder.resolve(FILE), JSON.writeValueAsString(this));
  }
}
