package io.adlib.data.access;

import io.adlib.core.InputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a key allows. */
public enum Scope {
  /** To ask for ads: slates and bids. */
  SERVE,
  /** To report what happened. */
  EVENTS,
  /** All else: ads, releases, users, figures and the console. */
  OPERATE;

  /** The scope's name outside. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope of a name. */
  public static Scope of(String name) {
    return Arrays.stream(values())
        .filter(scope -> scope.text().equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "there is no scope '" + name + "'",
                    "use "
                        + Arrays.stream(values())
                            .map(Scope::text)
                            .collect(Collectors.joining(", "))));
  }
}
