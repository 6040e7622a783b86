package io.adlib.learn.reproduce;

import io.adlib.evaluate.sequential.SequentialScorer;

/** A model of the public benchmark with its best weights. Used by one thread. */
interface TrainedModel extends AutoCloseable {

  /** What reports call it. */
  String method();

  /** Scores as the model alone is ranked. */
  SequentialScorer scorer();

  /** Which weights these are, so that what was ranked with others is not taken for theirs. */
  String weights();

  @Override
  void close();
}
