package io.adlib.llm.task.profile;

import io.adlib.llm.market.Item;
import io.adlib.llm.market.UserDossier;
import java.util.List;

/**
 * A user, and what the user did next.
 *
 * @param user what is known before
 * @param next four ads of which the user acted on the first next; empty where nobody knows
 */
public record UserHistory(UserDossier user, List<Item> next) {
  public UserHistory {
    next = List.copyOf(next);
  }
}
