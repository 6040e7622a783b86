package io.adlib.core;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Somebody who is shown ads, by a pseudonymous id.
 *
 * @param id unique, pseudonymous
 * @param attributes such as {@code country}, {@code age}, {@code gender}; sorted by name
 * @param thought what a language model wrote of the user's interest
 */
public record User(String id, Map<String, String> attributes, Thought thought) {

  /**
   * What the names of attributes begin with that were written of the user, not told: {@code
   * interest1} is the strongest interest.
   */
  public static final String INTEREST = "interest";

  public User {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /** Somebody of whom no language model wrote. */
  public User(String id, Map<String, String> attributes) {
    this(id, attributes, Thought.NONE);
  }

  /** The same with another thought. */
  public User with(Thought other) {
    return new User(id, attributes, other);
  }
}
