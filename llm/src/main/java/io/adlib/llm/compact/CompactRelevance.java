package io.adlib.llm.compact;

import io.adlib.llm.lexical.Words;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Relevance: what is wanted, which of its words the ad says and which it does not, and the ad; the
 * grade on the last line. A model of a million weights does not learn to look words up in another
 * text, on which grades turn; so that is done for it, and is its rationale.
 */
final class CompactRelevance implements CompactTask<RelevanceTask.Answer> {

  private static final int QUERY = 120;

  @Override
  public Task<?, RelevanceTask.Answer> task() {
    return new RelevanceTask();
  }

  @Override
  public String question(Sheet prompt) {
    Map<Boolean, String> said = said(prompt);
    return "relevance\n%s\nsays: %s\nnot: %s\n%s"
        .formatted(query(prompt), said.get(true), said.get(false), prompt.item());
  }

  private static String query(Sheet prompt) {
    return Sheet.cut(prompt.blocks().getOrDefault("QUERY", ""), QUERY).replace('\n', ' ');
  }

  /** The query's words by whether the ad says them. */
  private static Map<Boolean, String> said(Sheet prompt) {
    Set<String> known = new HashSet<>(Words.of(prompt.item()));
    return Words.of(query(prompt)).stream()
        .distinct()
        .collect(Collectors.partitioningBy(known::contains, Collectors.joining(" ")));
  }

  @Override
  public String write(List<String> rationale, RelevanceTask.Answer answer) {
    String grade = answer.grade().name().toLowerCase(Locale.ROOT);
    return rationale.isEmpty() ? grade : String.join("\n", rationale) + "\n" + grade;
  }

  @Override
  public Optional<Said<RelevanceTask.Answer>> read(String text, Sheet prompt) {
    List<String> lines = Sheet.lines(text);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String word = lines.getLast().toUpperCase(Locale.ROOT);
    return Arrays.stream(Grade.values())
        .filter(grade -> grade.name().equals(word))
        .findFirst()
        .map(grade -> new Said<>(rationale(lines, prompt), new RelevanceTask.Answer(grade)));
  }

  /** What was looked up, and what the model wrote before the grade, if it did. */
  private static List<String> rationale(List<String> lines, Sheet prompt) {
    Map<Boolean, String> said = said(prompt);
    var looked = Stream.of("the ad says: " + said.get(true), "it does not say: " + said.get(false));
    return Sheet.rationale(Stream.concat(looked, lines.stream().limit(lines.size() - 1)));
  }
}
