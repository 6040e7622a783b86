package io.adlib.llm.task.reason;

import io.adlib.llm.market.Item;
import io.adlib.llm.market.UserDossier;
import io.adlib.llm.prompt.Page;
import java.util.List;

/** A slate and the user it is shown to; ads in their order. */
public record UserSlate(String id, UserDossier user, List<Item> ads) {
  public UserSlate {
    ads = List.copyOf(ads);
  }

  /** Lays the slate and its user before a model: the ads as {@code AD 1} and on, then the user. */
  public void write(Page page) {
    for (int i = 0; i < ads.size(); i++) {
      page.data("AD " + (i + 1), ads.get(i).sheet());
    }
    page.data("USER", user.text());
  }
}
