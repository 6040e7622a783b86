package io.adlib.serve.path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Ads proposed for one request, each once, with who proposed it. Not thread-safe. */
final class Candidates {

  static final String GENERATOR = "generator";
  static final String CACHE = "cache";
  static final String POPULARITY = "popularity";
  static final String EXPLORATION = "exploration";
  static final String YOUNG = "young";
  static final String VECTOR = "vector";
  static final String LEXICAL = "lexical";

  private final Map<Integer, Proposed> ads = new LinkedHashMap<>();

  record Proposed(int ad, OptionalDouble logP, List<String> sources) {}

  void add(int ad, OptionalDouble logP, String source) {
    ads.merge(
        ad,
        new Proposed(ad, logP, List.of(source)),
        (old, more) -> {
          var sources = new ArrayList<>(old.sources());
          sources.add(source);
          return new Proposed(ad, old.logP().isPresent() ? old.logP() : logP, sources);
        });
  }

  List<Proposed> all() {
    return List.copyOf(ads.values());
  }

  int[] numbers() {
    return ads.keySet().stream().mapToInt(ad -> ad).toArray();
  }
}
