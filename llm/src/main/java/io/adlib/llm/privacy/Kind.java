package io.adlib.llm.privacy;

/** What was taken out of a text. */
public enum Kind {
  EMAIL("[e-mail]"),
  IBAN("[iban]"),
  CARD("[card]"),
  IP("[ip]"),
  PHONE("[phone]"),
  ADDRESS("[address]"),
  NAME("[name]");

  private final String mark;

  Kind(String mark) {
    this.mark = mark;
  }

  /** What stands in its place. */
  public String mark() {
    return mark;
  }
}
