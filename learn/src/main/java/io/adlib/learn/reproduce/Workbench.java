package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What the trainings of one reproduction share.
 *
 * @param folder checkpoints and what was ranked, a folder a model
 * @param budget at most so much time for one training
 * @param threads of libtorch
 */
record Workbench(
    Path folder, Duration budget, int threads, Progress progress, InstantSource clock) {

  /** The same for another folder and budget. */
  Workbench at(Path newFolder, Duration newBudget) {
    return new Workbench(newFolder, newBudget, threads, progress, clock);
  }
}
