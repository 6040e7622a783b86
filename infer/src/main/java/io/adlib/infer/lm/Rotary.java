package io.adlib.infer.lm;

/** Rotary positions (arXiv 2104.09864), pairs (i, i + d/2) as Llama and Qwen have them. */
final class Rotary {

  private final int half;
  private final float[] cosine;
  private final float[] sine;

  Rotary(int headWidth, double base, int positions) {
    half = headWidth / 2;
    cosine = new float[positions * half];
    sine = new float[positions * half];
    for (int position = 0; position < positions; position++) {
      for (int i = 0; i < half; i++) {
        double angle = position * Math.pow(base, -2.0 * i / headWidth);
        cosine[position * half + i] = (float) Math.cos(angle);
        sine[position * half + i] = (float) Math.sin(angle);
      }
    }
  }

  /** Turns one head's vector, in place, as its position says. */
  void turn(float[] x, int at, int position) {
    int table = position * half;
    for (int i = 0; i < half; i++) {
      float first = x[at + i];
      float second = x[at + half + i];
      x[at + i] = first * cosine[table + i] - second * sine[table + i];
      x[at + half + i] = second * cosine[table + i] + first * sine[table + i];
    }
  }
}
