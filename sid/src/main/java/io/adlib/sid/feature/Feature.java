package io.adlib.sid.feature;

/**
 * One thing that a ranker looks at. What depends on ads alone is worked out when the feature is
 * made, what depends on the request alone once a request. Thread-safe.
 */
interface Feature {

  /** The part of the work that is the same for every ad of a request. */
  Emitter at(RequestView request);

  /** Writes the feature's rows and values for one ad, given by number. */
  interface Emitter {
    /** Adds to a row. */
    void emit(int ad, FeatureRow row);
  }
}
