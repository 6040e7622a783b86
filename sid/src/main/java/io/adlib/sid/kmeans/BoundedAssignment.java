package io.adlib.sid.kmeans;

import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.NearestRows;
import io.adlib.sid.VectorSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Every vector to a code, no code with more than so many vectors: deferred acceptance (Gale and
 * Shapley 1962). A vector asks its nearest code; a full code keeps the nearest vectors and sends
 * the farthest away, which asks its next nearest. In the end no vector and code would both rather
 * have each other, and the result does not depend on the order of asking.
 */
final class BoundedAssignment implements Assignment {

  private static final int BLOCK = 256;

  /** Codes that a vector asks before its order of all of them is worked out. */
  private static final int FIRST = 8;

  private final Kernels kernels = KernelChoice.best();
  private final VectorSource vectors;
  private final int capacity;
  private final RowWorkers workers;

  BoundedAssignment(VectorSource vectors, int capacity, RowWorkers workers) {
    this.vectors = vectors;
    this.capacity = capacity;
    this.workers = workers;
  }

  /** A vector that a code has taken in for now; the queue's first is the one it would let go. */
  private record Taken(int item, float distance) {
    static final Comparator<Taken> FARTHEST_FIRST =
        Comparator.comparingDouble((Taken t) -> -t.distance).thenComparingInt(t -> -t.item);
  }

  @Override
  public void assign(float[] centroids_CD, int[] code_N, float[] error_N) {
    int codes = centroids_CD.length / vectors.dimension();
    if ((long) capacity * codes < code_N.length) {
      throw new IllegalArgumentException(
          codes + " codes of " + capacity + " cannot take " + code_N.length + " vectors");
    }
    new Round(centroids_CD, codes, code_N, error_N).run();
  }

  private final class Round {
    private final float[] centroids_CD;
    private final int codes;
    private final int first;
    private final NearestRows book;
    private final int[] code_N;
    private final float[] error_N;
    private final int[] asked_N;
    private final short[] order_NF;

    Round(float[] centroids_CD, int codes, int[] code_N, float[] error_N) {
      this.centroids_CD = centroids_CD;
      this.codes = codes;
      this.code_N = code_N;
      this.error_N = error_N;
      first = Math.min(FIRST, codes);
      book = new NearestRows(kernels, centroids_CD, codes, vectors.dimension());
      asked_N = new int[code_N.length];
      order_NF = new short[code_N.length * first];
    }

    void run() {
      int d = vectors.dimension();
      workers.forEach(
          code_N.length,
          BLOCK,
          (from, to) -> {
            float[] rows_BD = new float[(to - from) * d];
            vectors.read(from, to - from, rows_BD);
            int[] order = book.order(rows_BD, to - from, first);
            for (int i = 0; i < order.length; i++) {
              order_NF[from * first + i] = (short) order[i];
            }
          });
      acceptInTurn();
    }

    private void acceptInTurn() {
      var taken = new PriorityQueue<?>[codes];
      for (int c = 0; c < codes; c++) {
        taken[c] = new PriorityQueue<>(Taken.FARTHEST_FIRST);
      }
      var waiting = new ArrayDeque<Integer>();
      for (int i = 0; i < code_N.length; i++) {
        waiting.add(i);
        while (!waiting.isEmpty()) {
          ask(waiting.remove(), taken, waiting);
        }
      }
    }

    private void ask(int item, PriorityQueue<?>[] taken, ArrayDeque<Integer> waiting) {
      float[] row_D = new float[vectors.dimension()];
      vectors.read(item, 1, row_D);
      int turn = asked_N[item]++;
      int code =
          turn < first
              ? order_NF[item * first + turn]
              : book.order(row_D, 1, Math.min(codes, 2 * Integer.highestOneBit(turn)))[turn];
      float distance =
          kernels.squaredDistance(row_D, 0, centroids_CD, code * row_D.length, row_D.length);
      @SuppressWarnings("unchecked") // made so above; an array of generics cannot be
      var queue = (PriorityQueue<Taken>) taken[code];
      queue.add(new Taken(item, distance));
      code_N[item] = code;
      error_N[item] = distance;
      if (queue.size() > capacity) {
        waiting.add(queue.remove().item());
      }
    }
  }
}
