package io.adlib.llm.output;

import io.adlib.llm.task.queries.QueriesTask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The queries written for each ad as one more document of that ad, for lexical recall. */
public final class QueryDocuments {

  private QueryDocuments() {}

  /** Documents by ad id: its queries, a line each. */
  public static Map<String, String> of(Map<String, QueriesTask.Answer> answers) {
    var documents = new LinkedHashMap<String, String>();
    answers.forEach(
        (ad, answer) ->
            documents.put(
                ad,
                answer.queries().stream()
                    .map(QueriesTask.Query::text)
                    .collect(Collectors.joining("\n"))));
    return documents;
  }
}
