package io.adlib.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One creative of a campaign.
 *
 * @param id unique
 * @param campaign the campaign's id
 * @param title what people read first
 * @param description may be empty
 * @param category path, coarse to fine; may be empty
 * @param brand may be empty
 * @param price of the product, if it has one
 * @param image URL or path; may be empty
 * @param landingPage URL; may be empty
 * @param created when the ad came to be
 */
public record Ad(
    String id,
    String campaign,
    String title,
    String description,
    List<String> category,
    String brand,
    Optional<Money> price,
    String image,
    String landingPage,
    Instant created) {
  public Ad {
    category = List.copyOf(category);
  }

  /** The text an encoder reads: title, brand, category and description, joined by ". ". */
  public String embeddableText() {
    return java.util.stream.Stream.of(title, brand, String.join(" ", category), description)
        .filter(part -> !part.isBlank())
        .collect(java.util.stream.Collectors.joining(". "));
  }
}
