package io.adlib.app.bench;

import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * What working at several requests together could save: the matrix products of a request with a
 * history of 64 and 32 beams, alone and with those of others in one product. All else of a request,
 * attention and the trie among it, is each request's own. The best of many rounds on one thread.
 *
 * @param width D
 * @param nodes of the level of which all are compared at once
 */
public record BatchBench(int width, int nodes) {

  /**
   * One number of requests.
   *
   * @param together how many
   * @param blocks_ms products of the prompt and the beams, milliseconds of a request
   * @param nodes_ms the product with all nodes of the first level, likewise
   * @param saved share of both that is saved, of one alone
   */
  @SuppressWarnings("MemberName") // names of the JSON
  public record Row(int together, double blocks_ms, double nodes_ms, double saved) {}

  /** Measures each number of requests. */
  public List<Row> run(List<Integer> together) {
    Kernels kernels = KernelChoice.best();
    double alone = blocks(kernels, 1) + nodes(kernels, 1);
    var rows = new ArrayList<Row>();
    for (int n : together) {
      double blocks = blocks(kernels, n) / n;
      double first = nodes(kernels, n) / n;
      double saved = 1 - (blocks + first) / alone;
      rows.add(new Row(n, rounded(blocks), rounded(first), rounded(saved)));
    }
    return rows;
  }

  /** Two blocks, of the last one's only what other positions need, and two levels of beams. */
  private double blocks(Kernels kernels, int n) {
    int hidden = 4 * width;
    int prompt = 64 * n;
    int beams = 32 * n;
    return 3 * GemmShare.millis(kernels, prompt, width, 2 * width)
        + GemmShare.millis(kernels, prompt, width, width)
        + GemmShare.millis(kernels, prompt, width, hidden)
        + GemmShare.millis(kernels, prompt, hidden, width)
        + 2 * GemmShare.millis(kernels, beams, width, hidden)
        + 2 * GemmShare.millis(kernels, beams, hidden, width);
  }

  private double nodes(Kernels kernels, int n) {
    return GemmShare.millis(kernels, n, width, nodes);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e4) / 1e4;
  }
}
