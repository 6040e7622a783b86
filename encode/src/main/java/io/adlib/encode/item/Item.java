package io.adlib.encode.item;

import io.adlib.core.Ad;
import io.adlib.core.Content;

/**
 * What an encoder sees of an ad or a content.
 *
 * @param id for people, where its picture cannot be had
 * @param text raw or a summary
 * @param image its picture's relative path; may be empty
 */
public record Item(String id, String text, String image) {

  /** An ad with its raw text. */
  public static Item of(Ad ad) {
    return new Item(ad.id(), ad.embeddableText(), ad.image());
  }

  /** A content with its raw text. */
  public static Item of(Content content) {
    return new Item(content.id(), content.embeddableText(), content.image());
  }

  /** The same with another text. */
  public Item withText(String other) {
    return new Item(id, other, image);
  }
}
