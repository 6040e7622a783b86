package io.adlib.bench.kernel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.mkl.global.mkl_rt;

/**
 * Matrix products of MKL, called by foreign functions on one thread with weights packed before, as
 * a kernel of ours could call them: in float32, in bfloat16 and in 8-bit integers, the latter two
 * with the activations converted in Java at each call. Not thread-safe.
 */
final class MklProducts implements AutoCloseable {

  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int PACKED = 151;
  private static final int B_MATRIX = 162;
  private static final int FIX_OFFSET = 173;

  /** How all of them begin: layout and transposes, or a matrix's name, then M, N, K. */
  private static final FunctionDescriptor SIX_INTS =
      FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

  private final Arena arena = Arena.ofConfined();
  private final SymbolLookup library;
  private final int rows;
  private final int in;
  private final int out;
  private final MemorySegment x;
  private final MemorySegment y;
  private final MemorySegment weights;
  private final float[] plain;

  /**
   * @param x {@code rows × in}
   * @param w {@code in × out}
   */
  MklProducts(int rows, int in, int out, float[] x, float[] w) {
    this.rows = rows;
    this.in = in;
    this.out = out;
    plain = x;
    Path file = new File(Loader.load(mkl_rt.class)).toPath().resolveSibling("libmkl_rt.so.2");
    library = SymbolLookup.libraryLookup(file, arena);
    call("MKL_Set_Num_Threads", FunctionDescriptor.ofVoid(JAVA_INT), 1);
    this.x = arena.allocate(4L * rows * in, 64);
    y = arena.allocate(4L * rows * out, 64);
    weights = arena.allocate(4L * in * out, 64);
    MemorySegment.copy(w, 0, weights, JAVA_FLOAT, 0, in * out);
  }

  /** One product with everything it needs each time; returns a number of the result. */
  @FunctionalInterface
  interface Product {
    double run();
  }

  /** A call of a native function. */
  @FunctionalInterface
  private interface Call {
    void run() throws Throwable;
  }

  private static void succeed(Call call) {
    try {
      call.run();
    } catch (Throwable e) {
      throw new IllegalStateException("the product failed", e);
    }
  }

  Product float32() {
    MemorySegment packed = packed("cblas_sgemm", weights, true);
    MethodHandle compute =
        handle(
            "cblas_sgemm_compute",
            SIX_INTS.appendArgumentLayouts(
                ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT));
    return () -> {
      MemorySegment.copy(plain, 0, x, JAVA_FLOAT, 0, rows * in);
      succeed(
          () -> {
            compute.invokeExact(
                ROW_MAJOR, NO_TRANSPOSE, PACKED, rows, out, in, x, in, packed, out, 0f, y, out);
          });
      return y.get(JAVA_FLOAT, 0);
    };
  }

  Product bfloat16() {
    MemorySegment rounded = arena.allocate(2L * in * out, 64);
    for (int i = 0; i < in * out; i++) {
      rounded.setAtIndex(JAVA_SHORT, i, bfloat16(weights.getAtIndex(JAVA_FLOAT, i)));
    }
    MemorySegment packed = packed("cblas_gemm_bf16bf16f32", rounded, false);
    MethodHandle compute =
        handle(
            "cblas_gemm_bf16bf16f32_compute",
            SIX_INTS.appendArgumentLayouts(
                JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT));
    short[] lower = new short[rows * in];
    return () -> {
      for (int i = 0; i < lower.length; i++) {
        lower[i] = bfloat16(plain[i]);
      }
      MemorySegment.copy(lower, 0, x, JAVA_SHORT, 0, lower.length);
      succeed(
          () -> {
            compute.invokeExact(
                ROW_MAJOR, NO_TRANSPOSE, PACKED, rows, out, in, 1f, x, in, packed, out, 0f, y, out);
          });
      return y.get(JAVA_FLOAT, 0);
    };
  }

  /** With one scale for all activations, found at each call; the result is left in integers. */
  Product int8() {
    MemorySegment whole = arena.allocate((long) in * out, 64);
    for (int i = 0; i < in * out; i++) {
      whole.set(JAVA_BYTE, i, (byte) Math.round(weights.getAtIndex(JAVA_FLOAT, i) * 30));
    }
    MemorySegment offset = arena.allocate(4, 64);
    MethodHandle product =
        handle(
            "cblas_gemm_s8u8s32",
            SIX_INTS.appendArgumentLayouts(
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT,
                JAVA_BYTE,
                ADDRESS,
                JAVA_INT,
                JAVA_BYTE,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT,
                ADDRESS));
    byte[] lower = new byte[rows * in];
    return () -> {
      float most = 0;
      for (float value : plain) {
        most = Math.max(most, Math.abs(value));
      }
      float scale = 127 / most;
      for (int i = 0; i < lower.length; i++) {
        lower[i] = (byte) ((int) (plain[i] * scale) + 128);
      }
      MemorySegment.copy(lower, 0, x, JAVA_BYTE, 0, lower.length);
      succeed(
          () -> {
            product.invokeExact(
                ROW_MAJOR,
                NO_TRANSPOSE,
                NO_TRANSPOSE,
                FIX_OFFSET,
                rows,
                out,
                in,
                1f,
                x,
                in,
                (byte) -128,
                whole,
                out,
                (byte) 0,
                0f,
                y,
                out,
                offset);
          });
      return y.get(JAVA_INT, 0);
    };
  }

  /** The largest difference between the last float result and another. */
  double farthest(float[] other) {
    double most = 0;
    for (int i = 0; i < rows * out; i++) {
      most = Math.max(most, Math.abs(y.getAtIndex(JAVA_FLOAT, i) - other[i]));
    }
    return most;
  }

  private MemorySegment packed(String name, MemorySegment from, boolean scaled) {
    FunctionDescriptor size =
        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    long bytes = (long) call(name + "_pack_get_size", size, B_MATRIX, rows, out, in);
    MemorySegment to = arena.allocate(bytes, 64);
    if (scaled) {
      call(
          name + "_pack",
          SIX_INTS.appendArgumentLayouts(JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS),
          ROW_MAJOR,
          B_MATRIX,
          NO_TRANSPOSE,
          rows,
          out,
          in,
          1f,
          from,
          out,
          to);
    } else {
      call(
          name + "_pack",
          SIX_INTS.appendArgumentLayouts(ADDRESS, JAVA_INT, ADDRESS),
          ROW_MAJOR,
          B_MATRIX,
          NO_TRANSPOSE,
          rows,
          out,
          in,
          from,
          out,
          to);
    }
    return to;
  }

  private MethodHandle handle(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }

  private Object call(String name, FunctionDescriptor type, Object... arguments) {
    try {
      Object result = handle(name, type).invokeWithArguments(arguments);
      return result == null ? 0 : result;
    } catch (Throwable e) {
      throw new IllegalStateException(name + " failed", e);
    }
  }

  /** Rounded to nearest, ties to even. */
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  @Override
  public void close() {
    arena.close();
  }
}
