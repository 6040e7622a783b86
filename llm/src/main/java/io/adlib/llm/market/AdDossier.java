package io.adlib.llm.market;

import java.util.List;

/**
 * What is known of an ad across all domains: the catalogue's words, and what people searched for
 * and read shortly before they acted on it, newest first.
 *
 * @param item the ad
 * @param searches before a click or more, each once
 * @param read titles of contents before a click or more, each once
 */
public record AdDossier(Item item, List<String> searches, List<String> read) {
  public AdDossier {
    searches = List.copyOf(searches);
    read = List.copyOf(read);
  }

  /** An ad of which only the catalogue knows. */
  public static AdDossier of(Item item) {
    return new AdDossier(item, List.of(), List.of());
  }

  /** All of it, a line each. */
  public String text() {
    var text = new StringBuilder(item.sheet());
    if (!searches.isEmpty()) {
      text.append("\npeople who clicked it had searched for: ").append(String.join("; ", searches));
    }
    if (!read.isEmpty()) {
      text.append("\npeople who clicked it had read: ").append(String.join("; ", read));
    }
    return text.toString();
  }
}
