package io.adlib.core;

import java.util.Map;

/**
 * Somebody who is shown ads, by a pseudonymous id.
 *
 * @param id unique, pseudonymous
 * @param attributes such as {@code country}, {@code age}, {@code gender}; sorted by name
 */
public record User(String id, Map<String, String> attributes) {

  /**
   * What the names of attributes begin with that were written of the user, not told: {@code
   * interest1} is the strongest interest.
   */
  public static final String INTEREST = "interest";

  public User {
    attributes = java.util.Collections.unmodifiableSortedMap(new java.util.TreeMap<>(attributes));
  }
}
