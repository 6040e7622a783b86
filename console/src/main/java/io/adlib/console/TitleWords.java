package io.adlib.console;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of titles, to say in a few what sets a stretch of them apart from all the others.
 * Immutable and thread-safe.
 */
final class TitleWords {

  private static final int TOLD = 4;

  /** More titles than this are looked at in part, evenly. */
  private static final int READ = 2_000;

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
  private final List<Set<String>> words;
  private final Map<String, Integer> titlesWith = new HashMap<>();

  TitleWords(List<String> titles) {
    words = titles.stream().map(TitleWords::words).toList();
    words.forEach(title -> title.forEach(word -> titlesWith.merge(word, 1, Integer::sum)));
  }

  private static Set<String> words(String title) {
    return NO_WORD
        .splitAsStream(title.toLowerCase(Locale.ROOT))
        .filter(word -> word.length() > 2)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The words most telling of the titles [from, to): those whose share there, times the logarithm
   * of how many times it exceeds their share among all titles, is largest. At most four; none that
   * is not more frequent there than among all.
   */
  List<String> telling(int from, int to) {
    Map<String, Integer> here = new HashMap<>();
    int step = Math.max(1, (to - from) / READ);
    int read = 0;
    for (int i = from; i < to; i += step, read++) {
      words.get(i).forEach(word -> here.merge(word, 1, Integer::sum));
    }
    double titles = read;
    return here.entrySet().stream()
        .map(e -> Map.entry(e.getKey(), weight(e.getKey(), e.getValue() / titles)))
        .filter(e -> e.getValue() > 0)
        .sorted(
            Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(TOLD)
        .map(Map.Entry::getKey)
        .toList();
  }

  private double weight(String word, double share) {
    return share * Math.log(share * words.size() / titlesWith.getOrDefault(word, 1));
  }
}
