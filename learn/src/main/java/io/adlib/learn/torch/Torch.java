package io.adlib.learn.torch;

import io.adlib.core.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libtorch in this process. {@link #start} loads it once; {@link #step} bounds the life of every
 * tensor made inside, which keeps native memory flat. Gradients and scopes belong to the calling
 * thread; one training uses one Java thread, and libtorch's own threads below it.
 */
public final class Torch {

  private static final Logger LOG = LoggerFactory.getLogger(Torch.class);
  private static boolean started;

  private Torch() {}

  /**
   * Loads libtorch with MKL and sets how many threads an operation may use. A later call only sets
   * the threads.
   *
   * @param threads at least 1
   * @return which BLAS, how many threads, which vector width; also logged, once
   * @throws EnvironmentException if the native libraries are not there or do not load
   */
  public static synchronized String start(int threads) {
    if (!started) {
      setDefault("org.bytedeco.openblas.load", "mkl");
      setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
      setDefault("org.bytedeco.javacpp.maxBytes", "0");
      NativeMemory.prepare();
      load("org.bytedeco.openblas.global.openblas");
      load("org.bytedeco.pytorch.global.torch");
    }
    torch.set_num_threads(threads);
    String line = describe(threads);
    if (!started) {
      LOG.info("{}", line);
    }
    started = true;
    return line;
  }

  /** Loads a class of natives by name, so that a broken installation is one clear line. */
  static void load(String name) {
    try {
      Loader.load(Class.forName(name, true, Torch.class.getClassLoader()));
    } catch (ClassNotFoundException | LinkageError failure) {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason");
      throw new EnvironmentException(
          "training needs libtorch, and its native library did not load: " + reason,
          "training runs on Linux x86-64 with glibc ≥ 2.28; check that the linux-x86_64 jars of"
              + " pytorch, openblas and mkl are on the class path and that ~/.javacpp is writable",
          failure);
    }
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  private static String describe(int threads) {
    return "libtorch, BLAS "
        + blas()
        + ", "
        + threads
        + (threads == 1 ? " thread, " : " threads, ")
        + torch.get_cpu_capability().getString();
  }

  private static String blas() {
    try {
      String maps = Files.readString(Path.of("/proc/self/maps"));
      return maps.contains("libmkl_rt") ? "MKL" : maps.contains("openblas") ? "OpenBLAS" : "none";
    } catch (IOException _) {
      return "unknown";
    }
  }

  /**
   * Runs one step; every tensor made inside and not {@link Tensor#keep kept} is freed at its end.
   */
  public static void step(Runnable body) {
    try (var _ = new PointerScope()) {
      body.run();
    }
  }

  /** The same, for a step with a plain Java result; a tensor must not leave it. */
  public static <T> T step(Supplier<T> body) {
    try (var _ = new PointerScope()) {
      return body.get();
    }
  }

  /** A step that records no gradients: evaluation, optimizer updates. */
  public static <T> T stepWithoutGradient(Supplier<T> body) {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      return body.get();
    }
  }
}
