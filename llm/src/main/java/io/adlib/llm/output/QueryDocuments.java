package io.adlib.llm.output;

import io.adlib.llm.task.queries.QueriesTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The queries written for each ad, by which lexical recall finds it too. */
public final class QueryDocuments {

  private QueryDocuments() {}

  /** Queries by ad id. */
  public static Map<String, List<String>> of(Map<String, QueriesTask.Answer> answers) {
    var documents = new LinkedHashMap<String, List<String>>();
    answers.forEach(
        (ad, answer) ->
            documents.put(ad, answer.queries().stream().map(QueriesTask.Query::text).toList()));
    return documents;
  }
}
