package io.adlib.serve.path;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Ads proposed for one request, each once, with who proposed it. Not thread-safe. */
final class Candidates {

  static final List<String> CACHE = List.of("cache");
  static final List<String> POPULARITY = List.of("popularity");
  static final List<String> EXPLORATION = List.of("exploration");
  static final List<String> YOUNG = List.of("young");
  static final List<String> VECTOR = List.of("vector");
  static final List<String> LEXICAL = List.of("lexical");

  private final Map<Integer, Proposed> ads = new LinkedHashMap<>();

  record Proposed(int ad, OptionalDouble logP, List<String> sources) {}

  void add(int ad, OptionalDouble logP, List<String> by) {
    ads.merge(
        ad,
        new Proposed(ad, logP, by),
        (old, more) -> {
          var sources = new ArrayList<>(old.sources());
          sources.addAll(by);
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
