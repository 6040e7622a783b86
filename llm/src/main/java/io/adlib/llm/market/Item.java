package io.adlib.llm.market;

import io.adlib.core.Ad;
import io.adlib.core.Content;
import java.util.List;

/**
 * An ad or a content as prompts show it.
 *
 * @param id of the ad or content; never stands in a prompt
 * @param title what people read first
 * @param brand may be empty
 * @param topic category path or tags, such as {@code Home > Kitchen}; may be empty
 * @param sheet everything known from the catalogue, a field a line
 */
public record Item(String id, String title, String brand, String topic, String sheet) {

  /** An ad. */
  public static Item of(Ad ad) {
    String topic = String.join(" > ", ad.category());
    String price = ad.price().map(Object::toString).orElse("");
    return new Item(
        ad.id(),
        ad.title(),
        ad.brand(),
        topic,
        lines(
            List.of("title", "brand", "category", "price", "description"),
            List.of(ad.title(), ad.brand(), topic, price, ad.description())));
  }

  /** A content. */
  public static Item of(Content content) {
    String topic = String.join(", ", content.tags());
    return new Item(
        content.id(),
        content.title(),
        "",
        topic,
        lines(
            List.of("kind", "title", "tags", "text"),
            List.of(content.kind(), content.title(), topic, content.text())));
  }

  /** Title and topic on one line. */
  public String line() {
    return topic.isEmpty() ? title : title + " (" + topic + ")";
  }

  private static String lines(List<String> names, List<String> values) {
    var text = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      if (!values.get(i).isBlank()) {
        text.append(names.get(i)).append(": ").append(values.get(i).strip()).append('\n');
      }
    }
    return text.toString().strip();
  }
}
