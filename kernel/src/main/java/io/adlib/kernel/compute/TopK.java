package io.adlib.kernel.compute;

/**
 * Keeps the k best of a stream of scored numbers, each with a tag: a heap in flat arrays, reused
 * from stream to stream. Of equal scores the smaller number is better, so the result does not
 * depend on the order of the stream. Not thread-safe.
 */
public final class TopK {

  private float[] scores = new float[0];
  private int[] numbers = new int[0];
  private int[] tags = new int[0];
  private int capacity;
  private int size;

  /** Empties it and sets how many are kept, at least 1. */
  public void reset(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("the best " + k);
    }
    if (scores.length < k) {
      scores = new float[k];
      numbers = new int[k];
      tags = new int[k];
    }
    capacity = k;
    size = 0;
  }

  /** Offers one; scores are not NaN. */
  public void offer(float score, int number, int tag) {
    if (size < capacity) {
      int at = size++;
      put(at, score, number, tag);
      while (at > 0 && worse(at, (at - 1) / 2)) {
        swap(at, (at - 1) / 2);
        at = (at - 1) / 2;
      }
    } else if (score > scores[0] || (score == scores[0] && number < numbers[0])) {
      put(0, score, number, tag);
      sink(size);
    }
  }

  /**
   * Puts the kept ones in order, best first; after it only reading and {@link #reset} are valid.
   */
  public void sort() {
    for (int end = size - 1; end > 0; end--) {
      swap(0, end);
      sink(end);
    }
  }

  /** How many are kept. */
  public int size() {
    return size;
  }

  /** The score at a place, 0 the best once sorted. */
  public float score(int place) {
    return scores[place];
  }

  /** The number at a place. */
  public int number(int place) {
    return numbers[place];
  }

  /** The tag at a place. */
  public int tag(int place) {
    return tags[place];
  }

  private void sink(int end) {
    int at = 0;
    for (int child = 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && worse(child + 1, child)) {
        child++;
      }
      if (!worse(child, at)) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }

  private boolean worse(int a, int b) {
    return scores[a] < scores[b] || (scores[a] == scores[b] && numbers[a] > numbers[b]);
  }

  private void put(int at, float score, int number, int tag) {
    scores[at] = score;
    numbers[at] = number;
    tags[at] = tag;
  }

  private void swap(int a, int b) {
    float score = scores[a];
    int number = numbers[a];
    int tag = tags[a];
    put(a, scores[b], numbers[b], tags[b]);
    put(b, score, number, tag);
  }
}
