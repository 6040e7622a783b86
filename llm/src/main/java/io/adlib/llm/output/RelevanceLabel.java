package io.adlib.llm.output;

import io.adlib.core.CorruptException;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.util.List;
import java.util.Map;

/** A query, an ad and a grade, for the relevance model and the ranker to learn from. */
public record RelevanceLabel(String query, String ad, Grade grade) {

  /** The labels of a workspace's answers, whose ids are query and ad with a tab between. */
  public static List<RelevanceLabel> of(Map<String, RelevanceTask.Answer> answers) {
    return answers.entrySet().stream()
        .map(
            entry -> {
              int tab = entry.getKey().lastIndexOf('\t');
              if (tab < 0) {
                throw new CorruptException(
                    "'" + entry.getKey() + "' is no pair of query and ad",
                    "make the labels again with: adlib enrich relevance");
              }
              return new RelevanceLabel(
                  entry.getKey().substring(0, tab),
                  entry.getKey().substring(tab + 1),
                  entry.getValue().grade());
            })
        .toList();
  }
}
