package io.adlib.llm.relevance;

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
}
