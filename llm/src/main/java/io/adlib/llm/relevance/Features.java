package io.adlib.llm.relevance;

/** Numbers that speak for a product answering a query; thread-safe. */
@FunctionalInterface
interface Features {
  /** Always of one length. */
  double[] of(Judgment row);
}
