package io.adlib.llm.task.profile;

import io.adlib.llm.market.Item;
import io.adlib.llm.market.UserDossier;
import java.time.Instant;
import java.util.List;

/**
 * A user, and what the user did next.
 *
 * @param user what was known before a moment
 * @param asOf the moment; the same for all users of a run, so that it tells nothing of them
 * @param next four ads of which the user acted on the first next; empty where nobody knows
 */
public record UserHistory(UserDossier user, Instant asOf, List<Item> next) {
  public UserHistory {
    next = List.copyOf(next);
  }
}
