package io.adlib.data.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How well ads must answer a query.
 *
 * @param grades a file of people's grades, relative to the workspace, if there is one
 * @param floor least mean grade, from 1 to 4, of an ad that a search shows; 1 for any
 */
public record RelevanceConfig(Optional<Path> grades, double floor) {

  private static final String NONE = "none";

  static RelevanceConfig of(Section s) {
    String grades =
        s.text(
            "grades",
            NONE,
            "File of people's grades, JSON Lines of query, ad and grade (1 to 4), relative to the"
                + " workspace; none for labels of a language model alone");
    return new RelevanceConfig(
        grades.equals(NONE) ? Optional.empty() : Optional.of(Path.of(grades)),
        s.number(
            "floor",
            1,
            1,
            4,
            "Least grade, from 1 (no match) to 4 (perfect), that the relevance model must give an ad"
                + " for a search to show it; 1 shows any"));
  }
}
