package io.adlib.core;

/**
 * Where something happened; an empty text means unknown.
 *
 * @param placement the id of the place for ads, such as {@code home-top}
 * @param device such as {@code mobile}, {@code desktop}, {@code tablet}
 * @param country ISO 3166 alpha-2
 * @param page URL or content id of the page around the placement
 */
public record Environment(String placement, String device, String country, String page) {
  /** Nothing known. */
  public static final Environment UNKNOWN = new Environment("", "", "", "");
}
