package io.adlib.infer.generator;

import java.util.ArrayList;
import java.util.List;

/**
 * Attention rollout (Abnar and Zuidema, arXiv 2005.00928): through each block a position passes on
 * half of itself and half of what it attends to, heads alike; the shares multiply along the blocks.
 * A position that a block leaves out passes on all of itself; a recursion counts as a block. It
 * sees where attention looks, not what the gate, the values, the feed-forwards and the thinking
 * tokens make of it: a hint, to be checked against leaving positions out. Not thread-safe.
 */
final class AttentionRollout implements AttentionObserver {

  private final int length;
  private final int heads;
  private final List<float[]> attention_TT = new ArrayList<>();

  AttentionRollout(int length, int heads) {
    this.length = length;
    this.heads = heads;
  }

  @Override
  public void block() {
    attention_TT.add(new float[length * length]);
  }

  @Override
  public void weights(int position, float[] weights, int at) {
    float[] mean = attention_TT.getLast();
    for (int s = 0; s < length; s++) {
      mean[position * length + s] += weights[at + s] / heads;
    }
  }

  /** The share of each position in what one of them holds at the end; they sum to 1. */
  float[] shares(int position) {
    float[] shares = new float[length];
    shares[position] = 1;
    for (float[] block : attention_TT.reversed()) {
      float[] before = new float[length];
      for (int t = 0; t < length; t++) {
        float attended = 0;
        for (int s = 0; s < length; s++) {
          float passed = shares[t] / 2 * block[t * length + s];
          before[s] += passed;
          attended += passed;
        }
        before[t] += attended == 0 ? shares[t] : shares[t] / 2;
      }
      shares = before;
    }
    return shares;
  }
}
