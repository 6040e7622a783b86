package io.adlib.serve.release;

/**
 * Who answers a request: one release, kept to the answer's end, whatever is promoted meanwhile.
 *
 * @param arm of the experiment; {@link Experiment#LIVE} outside of one
 * @param release the edition that answers
 */
public record Assignment(String arm, Release release) {}
