package io.adlib.serve.ad;

/** What became of a posted ad. */
public sealed interface AdOutcome {

  /** It is durable, and every request from now on may be served it. */
  record Created(String id, String semanticId) implements AdOutcome {}

  /** The same ad is there already; nothing changed. */
  record Known(String id, String semanticId) implements AdOutcome {}

  /** It is not taken. */
  record Refused(String id, Cause cause, String field, String reason) implements AdOutcome {}

  /** Why an ad is not taken. */
  enum Cause {
    /** Another ad or content has its id. */
    CONFLICT,
    /** It names what is not there, or nothing is left that it needs. */
    UNFIT
  }
}
