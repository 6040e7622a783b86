package io.adlib.sid.kmeans;

/** Gives every vector of a level a code. */
interface Assignment {

  /**
   * Assigns all vectors anew.
   *
   * @param centroids_CD where the codes lie now
   * @param code_N receives each vector's code
   * @param error_N receives its squared distance from that code's centroid
   */
  void assign(float[] centroids_CD, int[] code_N, float[] error_N);
}
