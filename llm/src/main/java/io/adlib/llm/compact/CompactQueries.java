package io.adlib.llm.compact;

import io.adlib.llm.lexical.Words;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.queries.QueriesTask.Query;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Queries: one a line. The keyword that each is filed under is the first given one it holds. */
final class CompactQueries implements CompactTask<QueriesTask.Answer> {

  private static final int FEWEST = 3;
  private static final int MOST = 8;
  private static final int LONGEST = 80;

  @Override
  public Task<?, QueriesTask.Answer> task() {
    return new QueriesTask();
  }

  @Override
  public String question(Sheet prompt) {
    return "queries\n" + prompt.item();
  }

  @Override
  public String write(List<String> rationale, QueriesTask.Answer answer) {
    return String.join("\n", answer.queries().stream().map(Query::text).toList());
  }

  @Override
  public Optional<Said<QueriesTask.Answer>> read(String text, Sheet prompt) {
    List<String> keywords = Sheet.parts(prompt.blocks().getOrDefault("KEYWORDS", ""), ",");
    var queries = new ArrayList<Query>();
    var seen = new HashSet<List<String>>();
    for (String line : Sheet.lines(text.toLowerCase(Locale.ROOT))) {
      List<String> words = Words.of(line);
      if (line.length() <= LONGEST
          && !words.isEmpty()
          && seen.add(words.stream().sorted().toList())) {
        keywords.stream()
            .filter(words::contains)
            .findFirst()
            .or(() -> keywords.stream().findFirst())
            .ifPresent(keyword -> queries.add(new Query(keyword, line)));
      }
    }
    if (queries.size() < FEWEST) {
      return Optional.empty();
    }
    List<Query> few = queries.subList(0, Math.min(MOST, queries.size()));
    String step = "taken from what people typed before they chose such an ad";
    return Optional.of(
        new Said<>(Sheet.rationale(Stream.of(step)), new QueriesTask.Answer(List.copyOf(few))));
  }
}
