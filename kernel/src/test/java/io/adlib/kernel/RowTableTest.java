package io.adlib.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Seed;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.kernel.compute.RowTable;
import io.adlib.kernel.compute.ScalarKernels;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tables of rows, exact and rounded, on either kind of kernels. */
class RowTableTest {

  private static final List<Kernels> BOTH = List.of(new ScalarKernels(), KernelChoice.best());

  @Property(tries = 200)
  void whatIsReadIsWhatIsKept(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int quarter,
      @ForAll @IntRange(min = 1, max = 9) int rows,
      @ForAll RowPrecision precision) {
    int width = 4 * quarter;
    float[] rows_ND = random(seed, rows * width);
    float[] a = random(seed + 1, width + 2);
    float[] kept_ND = kept(precision, rows_ND, width);
    for (Kernels kernels : BOTH) {
      RowTable table = RowTable.of(precision, kernels, rows_ND, width);
      for (int row = 0; row < rows; row++) {
        int other = (row + 1) % rows;
        float[] y = new float[width + 1];
        table.add(row, y, 1);
        double dot = 0;
        double ofBoth = 0;
        for (int i = 0; i < width; i++) {
          float own = kept_ND[row * width + i];
          assertThat(y[1 + i]).isCloseTo(own, within(1e-6f * (1 + Math.abs(own))));
          dot += (double) a[2 + i] * own;
          ofBoth += (double) a[2 + i] * (own + kept_ND[other * width + i]);
        }
        assertThat((double) table.dot(a, 2, row)).isCloseTo(dot, within(1e-3));
        assertThat((double) table.dotOfSum(a, 2, row, other)).isCloseTo(ofBoth, within(1e-3));
      }
    }
  }

  /** The nearest number that a precision can say, worked out without bits. */
  private static float[] kept(RowPrecision precision, float[] rows_ND, int width) {
    float[] kept_ND = rows_ND.clone();
    for (int i = 0; i < kept_ND.length; i++) {
      kept_ND[i] =
          switch (precision) {
            case FLOAT32 -> rows_ND[i];
            case BFLOAT16 -> bfloat16(rows_ND[i]);
            case INT8 -> int8(rows_ND[i], most(rows_ND, i / width * width, width));
          };
    }
    return kept_ND;
  }

  /** To 8 significant bits, the nearest, to even. */
  private static float bfloat16(float x) {
    if (x == 0) {
      return 0;
    }
    double unit = Math.scalb(1.0, Math.getExponent(x) - 7);
    return (float) (Math.rint(x / unit) * unit);
  }

  private static float int8(float x, float most) {
    return most == 0 ? 0 : Math.round(x / most * 127) * (most / 127);
  }

  private static float most(float[] x, int at, int n) {
    float most = 0;
    for (int i = at; i < at + n; i++) {
      most = Math.max(most, Math.abs(x[i]));
    }
    return most;
  }

  @Test
  void theLargestNumberStaysFinite() {
    float[] rows_ND = {Float.MAX_VALUE, -Float.MAX_VALUE, 0, Float.MIN_VALUE};
    for (RowPrecision precision : List.of(RowPrecision.FLOAT32, RowPrecision.BFLOAT16)) {
      float[] y = new float[4];
      RowTable.of(precision, KernelChoice.best(), rows_ND, 4).add(0, y, 0);
      assertThat(y[0]).isFinite().isGreaterThan(3e38f);
      assertThat(y[1]).isEqualTo(-y[0]);
      assertThat(y[2]).isZero();
    }
  }

  @Test
  void aRowOfNothingIsNothing() {
    for (RowPrecision precision : RowPrecision.values()) {
      RowTable table = RowTable.of(precision, KernelChoice.best(), new float[8], 8);
      assertThat(table.dot(random(1, 8), 0, 0)).isZero();
    }
  }

  @Test
  void aWidthThatFillsNoIntIsKeptExactly() {
    float[] rows_ND = random(1, 9);
    for (RowPrecision precision : RowPrecision.values()) {
      float[] y = new float[3];
      RowTable.of(precision, KernelChoice.best(), rows_ND, 3).add(2, y, 0);
      assertThat(y).containsExactly(rows_ND[6], rows_ND[7], rows_ND[8]);
    }
  }

  @Test
  void rowsThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () -> RowTable.of(RowPrecision.FLOAT32, KernelChoice.best(), new float[13], 6))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static float[] random(long seed, int n) {
    var random = new Seed(seed).generator();
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }
}
