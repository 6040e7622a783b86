package io.adlib.app.pipeline;

import java.util.List;

/** A text as the encoder reads it with tags behind it: their facets say nothing to it. */
public final class TaggedText {

  private TaggedText() {}

  /**
   * The text, and on a line of their own the values of its tags.
   *
   * @param tags each {@code facet:value}
   */
  public static String of(String text, List<String> tags) {
    List<String> values = tags.stream().map(tag -> tag.substring(tag.indexOf(':') + 1)).toList();
    return values.isEmpty() ? text : text + "\n" + String.join(", ", values);
  }
}
