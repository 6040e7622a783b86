package io.adlib.serve.release;

import java.util.List;

/**
 * What else an ad may be found by than its own words, such as queries that a language model wrote
 * for it. Thread-safe.
 */
@FunctionalInterface
public interface SearchTexts {

  /** Nothing. */
  SearchTexts NONE = _ -> List.of();

  /** The texts of an ad, by its id; none if there are none. */
  List<String> of(String ad);
}
