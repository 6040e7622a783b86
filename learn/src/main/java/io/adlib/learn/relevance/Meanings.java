package io.adlib.learn.relevance;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.Encoder;
import io.adlib.sid.relevance.Lexicon;
import java.util.random.RandomGenerator;

/**
 * What words mean, in few numbers: an encoder's vector of each word by itself, less the mean of
 * all, along the directions in which words differ most (principal components, by orthogonal
 * iteration), of length 1.
 */
public final class Meanings {

  private static final int WIDTH = 48;
  private static final int ROUNDS = 12;

  private Meanings() {}

  /** The same words with vectors; an encoder's words are encoded once, here. */
  public static Lexicon of(Lexicon words, Encoder<String> encoder, Progress progress) {
    int n = words.size();
    int wide = encoder.dimension();
    float[] x_VD = encoder.encode(words.words(), progress);
    centre(x_VD, n, wide);
    int width = Math.min(WIDTH, Math.min(n, wide));
    float[] basis_ED = principal(x_VD, n, wide, width);
    float[] vector_VE = new float[n * width];
    for (int v = 0; v < n; v++) {
      double squares = 0;
      for (int e = 0; e < width; e++) {
        float dot = dot(x_VD, v * wide, basis_ED, e * wide, wide);
        vector_VE[v * width + e] = dot;
        squares += (double) dot * dot;
      }
      float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
      for (int e = 0; e < width; e++) {
        vector_VE[v * width + e] *= scale;
      }
    }
    return words.with(vector_VE);
  }

  private static void centre(float[] x_VD, int n, int wide) {
    for (int d = 0; d < wide; d++) {
      double sum = 0;
      for (int v = 0; v < n; v++) {
        sum += x_VD[v * wide + d];
      }
      float mean = (float) (sum / n);
      for (int v = 0; v < n; v++) {
        x_VD[v * wide + d] -= mean;
      }
    }
  }

  /** An orthonormal basis, row-major, of the directions that vary most. */
  private static float[] principal(float[] x_VD, int n, int wide, int width) {
    RandomGenerator random = new Seed(1).of("principal").generator();
    float[] basis_ED = new float[width * wide];
    for (int i = 0; i < basis_ED.length; i++) {
      basis_ED[i] = (float) random.nextGaussian();
    }
    orthonormalise(basis_ED, wide, width);
    for (int round = 0; round < ROUNDS; round++) {
      float[] next_ED = new float[basis_ED.length];
      for (int v = 0; v < n; v++) {
        for (int e = 0; e < width; e++) {
          float dot = dot(x_VD, v * wide, basis_ED, e * wide, wide);
          for (int d = 0; d < wide; d++) {
            next_ED[e * wide + d] += dot * x_VD[v * wide + d];
          }
        }
      }
      basis_ED = next_ED;
      orthonormalise(basis_ED, wide, width);
    }
    return basis_ED;
  }

  /** Gram and Schmidt's way; a direction that is a sum of earlier ones becomes 0. */
  private static void orthonormalise(float[] basis_ED, int wide, int width) {
    for (int e = 0; e < width; e++) {
      double before = Math.sqrt(dot(basis_ED, e * wide, basis_ED, e * wide, wide));
      for (int other = 0; other < e; other++) {
        float dot = dot(basis_ED, e * wide, basis_ED, other * wide, wide);
        for (int d = 0; d < wide; d++) {
          basis_ED[e * wide + d] -= dot * basis_ED[other * wide + d];
        }
      }
      double length = Math.sqrt(dot(basis_ED, e * wide, basis_ED, e * wide, wide));
      float scale = length > 1e-6 * before ? (float) (1 / length) : 0;
      for (int d = 0; d < wide; d++) {
        basis_ED[e * wide + d] *= scale;
      }
    }
  }

  private static float dot(float[] a, int from, float[] b, int other, int n) {
    float sum = 0;
    for (int i = 0; i < n; i++) {
      sum += a[from + i] * b[other + i];
    }
    return sum;
  }
}
