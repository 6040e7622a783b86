package io.adlib.llm.relevance;

import io.adlib.llm.market.AdDossier;
import io.adlib.llm.market.Item;
import io.adlib.llm.task.relevance.QueryAd;
import java.util.OptionalInt;

/**
 * A query, a product and people's grade.
 *
 * @param id of the row
 * @param grade from 1, no match, to 4, perfect
 */
public record Judgment(String id, String query, String title, String description, int grade) {

  /** Title and description. */
  public String text() {
    return description.isBlank() ? title : title + ". " + description;
  }

  /** As a model is asked of it. */
  public QueryAd pair() {
    String sheet = "title: " + title + "\ndescription: " + description;
    var item = new Item(id, title, "", "", sheet);
    return new QueryAd(id, query, AdDossier.of(item), OptionalInt.of(grade));
  }
}
