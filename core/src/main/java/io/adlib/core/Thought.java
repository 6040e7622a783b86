package io.adlib.core;

import java.util.Arrays;

/**
 * What a language model wrote of a user's interest, as the vector of its text. The array is not
 * copied: treat it as immutable. Equal where the numbers are.
 *
 * @param vector_W W numbers; none where nothing was written
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record Thought(float[] vector_W) {

  /** Nothing was written. */
  public static final Thought NONE = new Thought(new float[0]);

  /** Whether nothing was written. */
  public boolean isNone() {
    return vector_W.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Thought that && Arrays.equals(vector_W, that.vector_W);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(vector_W);
  }

  /** How wide, not what: a log should not hold it. */
  @Override
  public String toString() {
    return "a thought of " + vector_W.length + " numbers";
  }
}
