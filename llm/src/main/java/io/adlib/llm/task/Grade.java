package io.adlib.llm.task;

/** Four grades of fit, from none to perfect. */
public enum Grade {
  NONE,
  PARTIAL,
  GOOD,
  PERFECT;

  /** The grade of a number from 1 to 4. */
  public static Grade of(int number) {
    return switch (number) {
      case 1 -> NONE;
      case 2 -> PARTIAL;
      case 3 -> GOOD;
      case 4 -> PERFECT;
      default -> throw new IllegalArgumentException("a grade of " + number);
    };
  }

  /** From 1 to 4. */
  public int number() {
    return ordinal() + 1;
  }
}
