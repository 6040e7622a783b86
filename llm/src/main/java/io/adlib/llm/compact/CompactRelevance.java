package io.adlib.llm.compact;

import io.adlib.llm.task.Grade;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Relevance: what is wanted, what is offered, on a line each; the grade on the last. */
final class CompactRelevance implements CompactTask<RelevanceTask.Answer> {

  private static final int QUERY = 120;

  @Override
  public Task<?, RelevanceTask.Answer> task() {
    return new RelevanceTask();
  }

  @Override
  public String question(Sheet prompt) {
    String query = Sheet.cut(prompt.blocks().getOrDefault("QUERY", ""), QUERY).replace('\n', ' ');
    return "relevance\n" + query + "\n" + prompt.item();
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
        .map(
            grade ->
                new Said<>(
                    Sheet.rationale(lines.stream().limit(lines.size() - 1)),
                    new RelevanceTask.Answer(grade)));
  }
}
