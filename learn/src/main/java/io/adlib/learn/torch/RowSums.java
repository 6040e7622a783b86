package io.adlib.learn.torch;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;

/**
 * Sums of rows of a large table, with a gradient whose cost is that of the rows asked for and not
 * of the table, as it is for libtorch's dense one. Row 0 is padding: it gets no gradient and so
 * stays as it is. Lives inside one {@link Torch#step}. Not thread-safe.
 */
public final class RowSums {

  private record Asked(Tensor sum_ND, int[] rows_NF) {}

  private final Tensor table_VD;
  private final List<Asked> asked = new ArrayList<>();

  /**
   * @param table_VD a parameter
   */
  public RowSums(Tensor table_VD) {
    this.table_VD = table_VD;
  }

  /**
   * Sums of F rows each.
   *
   * @param rows_NF row-major, N·F long
   * @return [N,D], the beginning of a graph
   */
  public Tensor of(int[] rows_NF, int n) {
    Tensor index_NF = Tensor.of(rows_NF, n, rows_NF.length / n);
    try (var _ = new NoGradGuard()) {
      var sum_ND = new Tensor(torch.embedding(table_VD.at, index_NF.at)).sum(1);
      sum_ND.at.set_requires_grad(true);
      asked.add(new Asked(sum_ND, rows_NF));
      return sum_ND;
    }
  }

  /** Adds to the table's gradient what came back to the sums; call it once, after the graph's. */
  public void backward() {
    int d = Math.toIntExact(table_VD.size(1));
    var present = table_VD.at.mutable_grad();
    if (!present.defined()) {
      present.put(torch.zeros_like(table_VD.at));
    }
    FloatBuffer gradient_VD = present.data_ptr_float().capacity(table_VD.count()).asBuffer();
    float[] row_D = new float[d];
    for (Asked one : asked) {
      float[] sum_ND = one.sum_ND.gradient().floats();
      int fields = one.rows_NF.length * d / sum_ND.length;
      for (int i = 0; i < one.rows_NF.length; i++) {
        int row = one.rows_NF[i];
        if (row != 0) {
          gradient_VD.get(row * d, row_D);
          int from = i / fields * d;
          for (int j = 0; j < d; j++) {
            row_D[j] += sum_ND[from + j];
          }
          gradient_VD.put(row * d, row_D);
        }
      }
    }
  }
}
