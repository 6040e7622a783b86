package io.adlib.core;

import java.util.List;

/**
 * Something organic that users read, watch or listen to.
 *
 * @param id unique
 * @param kind such as {@code article} or {@code video}
 * @param title what people read first
 * @param text may be empty
 * @param tags may be empty
 * @param image URL or path; may be empty
 */
public record Content(
    String id, String kind, String title, String text, List<String> tags, String image) {
  public Content {
    tags = List.copyOf(tags);
  }

  /** The text an encoder reads: title, tags and text, joined by ". ". */
  public String embeddableText() {
    return java.util.stream.Stream.of(title, String.join(" ", tags), text)
        .filter(part -> !part.isBlank())
        .collect(java.util.stream.Collectors.joining(". "));
  }
}
