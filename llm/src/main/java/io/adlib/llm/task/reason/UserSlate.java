package io.adlib.llm.task.reason;

import io.adlib.llm.market.Item;
import io.adlib.llm.market.UserDossier;
import java.util.List;

/** A slate and the user it is shown to; ads in their order. */
public record UserSlate(String id, UserDossier user, List<Item> ads) {
  public UserSlate {
    ads = List.copyOf(ads);
  }
}
