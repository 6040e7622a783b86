package io.adlib.llm.task;

/** Four grades of fit, from none to perfect. */
public enum Grade {
  NONE,
  PARTIAL,
  GOOD,
  PERFECT;

  /** From 1 to 4. */
  public int number() {
    return ordinal() + 1;
  }
}
