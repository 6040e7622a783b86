package io.adlib.llm.task.rerank;

import io.adlib.llm.market.Item;
import io.adlib.llm.market.UserDossier;
import java.util.List;
import java.util.Optional;

/**
 * Candidates for a user, as they were ranked.
 *
 * @param id of the list
 * @param query the user's, if it is a search
 * @param gains what each candidate turned out to be worth, not negative; empty where nobody knows
 */
public record Candidates(
    String id, UserDossier user, Optional<String> query, List<Item> items, List<Double> gains) {

  /** More do not fit into one prompt's attention. */
  public static final int MOST = 20;

  public Candidates {
    items = List.copyOf(items);
    gains = List.copyOf(gains);
  }
}
