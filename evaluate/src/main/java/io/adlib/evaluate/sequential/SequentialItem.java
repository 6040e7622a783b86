package io.adlib.evaluate.sequential;

/**
 * What is known of an item; anything may be empty.
 *
 * @param title what people read first
 * @param brand the maker
 * @param categories path, coarse to fine, as written in the file, such as {@code A > B > C}
 * @param keywords a few words, where the dataset has them
 */
public record SequentialItem(String title, String brand, String categories, String keywords) {

  /** The text an encoder reads: title (or keywords, if there is no title), brand, categories. */
  public String text() {
    var text = new StringBuilder(title.isBlank() ? keywords.strip() : title.strip());
    for (String part : new String[] {brand, categories}) {
      if (!part.isBlank()) {
        text.append(text.isEmpty() ? "" : ". ").append(part.strip());
      }
    }
    return text.toString();
  }
}
