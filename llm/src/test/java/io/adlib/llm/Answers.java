package io.adlib.llm;

/** Texts of model answers. */
public final class Answers {

  private Answers() {}

  /** A rationale of one step around an answer given as JSON. */
  public static String of(String answer) {
    return "{\"rationale\": [\"step\"], \"answer\": " + answer + "}";
  }

  public static String grade(String grade) {
    return of("{\"grade\": \"" + grade + "\"}");
  }
}
