package io.adlib.sid;

/**
 * The four kinds of position in a prompt (GPR, arXiv 2511.10138); the ordinal is the model's id.
 */
public enum TokenKind {
  /** U: the user's attributes. */
  USER,
  /** O: organic content the user consumed, or a search. */
  ORGANIC,
  /** E: the environment of a request for ads. */
  ENVIRONMENT,
  /** I: an ad (or item) the user acted on. */
  ITEM;

  /** Whether tokens of this kind see each other in both directions inside a segment. */
  public boolean isPrompt() {
    return this != ITEM;
  }
}
