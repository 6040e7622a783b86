package io.adlib.llm.relevance;

import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.lexical.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What words alone say of a query and a product; frequencies are those of the training rows. */
final class LexicalFeatures implements Features {

  private final Bm25 titles;
  private final Bm25 texts;

  LexicalFeatures(List<Judgment> train) {
    titles = new Bm25(train.stream().map(Judgment::title).distinct().toList());
    texts = new Bm25(train.stream().map(Judgment::text).distinct().toList());
  }

  @Override
  public double[] of(Judgment row) {
    List<String> query = Words.of(row.query());
    List<String> title = Words.of(row.title());
    String text = row.text();
    return new double[] {
      titles.coverage(row.query(), row.title()),
      texts.coverage(row.query(), text),
      titles.coverage(row.query(), row.title()) == 1 ? 1 : 0,
      contains(title, query) ? 1 : 0,
      !query.isEmpty() && title.contains(query.getLast()) ? 1 : 0,
      pairs(query, title),
      Math.log1p(title.size()),
      Math.log1p(query.size()),
      row.description().isBlank() ? 1 : 0
    };
  }

  private static boolean contains(List<String> text, List<String> run) {
    return (" " + String.join(" ", text) + " ").contains(" " + String.join(" ", run) + " ");
  }

  /** Share of the query's neighbouring pairs that stand in the title as neighbours. */
  private static double pairs(List<String> query, List<String> title) {
    if (query.size() < 2) {
      return query.isEmpty() || !title.contains(query.getFirst()) ? 0 : 1;
    }
    Set<String> known = new HashSet<>(neighbours(title).toList());
    return neighbours(query).filter(known::contains).count() / (query.size() - 1.0);
  }

  private static Stream<String> neighbours(List<String> words) {
    return java.util.stream.IntStream.range(1, words.size())
        .mapToObj(i -> words.get(i - 1) + " " + words.get(i));
  }
}
