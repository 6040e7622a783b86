package io.adlib.sid;

/**
 * What the generator reads: T positions, oldest first, each a kind, an action, a time-gap bucket
 * and up to F rows of the embedding table (for O and I the codes of a semantic ID, for U and E
 * hashed attributes; row 0 is padding). See {@link GeneratorShape} for what the model makes of it.
 * The arrays are not copied: treat them as immutable.
 *
 * @param kind_T ordinals of {@link TokenKind}
 * @param action_T 0 none, else 1 + ordinal of the event's kind
 * @param gap_T time since the position before, bucketed by {@link #gapBucket}
 * @param rows_TF row-major embedding rows, {@code T·F} long; those of O and I are {@link
 *     GeneratorShape#itemRows}
 * @param thought_W what a language model wrote of the user's interest, as a vector, for the U
 *     token; empty where nothing was written
 */
public record Prompt(
    byte[] kind_T, byte[] action_T, byte[] gap_T, int[] rows_TF, float[] thought_W) {

  /** A prompt without a thought. */
  public Prompt(byte[] kind_T, byte[] action_T, byte[] gap_T, int[] rows_TF) {
    this(kind_T, action_T, gap_T, rows_TF, new float[0]);
  }

  /** Number of action values. */
  public static final int ACTIONS = 8;

  /** Number of time-gap buckets. */
  public static final int GAPS = 16;

  /** The same with a thought. */
  public Prompt withThought(float[] newThought_W) {
    return new Prompt(kind_T, action_T, gap_T, rows_TF, newThought_W);
  }

  /** The prompt up to a position, that one included. */
  public Prompt upTo(int position) {
    int length = position + 1;
    int rows = rows_TF.length / kind_T.length;
    return new Prompt(
        java.util.Arrays.copyOf(kind_T, length),
        java.util.Arrays.copyOf(action_T, length),
        java.util.Arrays.copyOf(gap_T, length),
        java.util.Arrays.copyOf(rows_TF, length * rows),
        thought_W);
  }

  /** T. */
  public int length() {
    return kind_T.length;
  }

  /** Logarithmic bucket of a gap: 0 for none or unknown, then ⌊log₂(minutes+1)⌋+1, capped. */
  public static byte gapBucket(java.time.Duration gap) {
    long minutes = Math.max(0, gap.toMinutes());
    return (byte) Math.min(GAPS - 1, 64 - Long.numberOfLeadingZeros(minutes + 1));
  }
}
