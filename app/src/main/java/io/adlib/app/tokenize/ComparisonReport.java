package io.adlib.app.tokenize;

import io.adlib.learn.tokenizer.TokenizerMethod;
import io.adlib.sid.health.Compared;
import io.adlib.sid.health.Health;
import io.adlib.sid.health.LevelHealth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The runs of a comparison, by tokenizer: for the page, for programs, for the terminal. */
final class ComparisonReport {

  private final Map<TokenizerMethod, List<TokenizerRun>> runs = new LinkedHashMap<>();

  ComparisonReport(List<TokenizerRun> all) {
    all.forEach(run -> runs.computeIfAbsent(run.method(), _ -> new ArrayList<>()).add(run));
  }

  /** In the order they were made. */
  List<Compared> compared() {
    return runs.entrySet().stream().map(e -> compared(e.getKey(), e.getValue())).toList();
  }

  private static Compared compared(TokenizerMethod method, List<TokenizerRun> runs) {
    return new Compared(
        method.title(),
        runs.stream().map(TokenizerRun::health).toList(),
        runs.getFirst().ids(),
        runs.stream().mapToDouble(TokenizerRun::seconds).average().orElse(0),
        runs.stream().mapToDouble(TokenizerRun::peakMib).max().orElse(-1));
  }

  /** One object a tokenizer, with the means over seeds and each seed's own. */
  List<Map<String, Object>> json() {
    var objects = new ArrayList<Map<String, Object>>();
    runs.forEach(
        (method, own) -> {
          Map<String, Object> object = new LinkedHashMap<>();
          object.put("tokenizer", method.key());
          object.putAll(figures(compared(method, own)));
          object.put(
              "seeds",
              own.stream()
                  .map(
                      run -> {
                        Map<String, Object> seed = new LinkedHashMap<>();
                        seed.put("seed", run.seed());
                        seed.putAll(figures(compared(method, List.of(run))));
                        return seed;
                      })
                  .toList());
          objects.add(object);
        });
    return objects;
  }

  private static Map<String, Object> figures(Compared one) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("collision_rate", one.mean(Health::collisionRate));
    figures.put("largest_bucket", one.mean(Health::largestBucket));
    figures.put("paths_per_item", one.mean(Health::pathsPerItem));
    figures.put("utilisation", byLevel(one, LevelHealth::utilisation));
    figures.put("perplexity", byLevel(one, LevelHealth::perplexity));
    figures.put("pas", byLevel(one, LevelHealth::similarity));
    if (one.hasPurity()) {
      figures.put("purity", byLevel(one, Compared::purity));
    }
    figures.put("reconstruction", one.mean(Compared.at(one.levels(), LevelHealth::error)));
    figures.put("seconds", one.seconds());
    figures.put("peak_mib", one.peakMib());
    return figures;
  }

  private static List<Double> byLevel(Compared one, ToDoubleFunction<LevelHealth> figure) {
    return IntStream.rangeClosed(1, one.levels())
        .mapToObj(level -> one.mean(Compared.at(level, figure)))
        .toList();
  }
}
