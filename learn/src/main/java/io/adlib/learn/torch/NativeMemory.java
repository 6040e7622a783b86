package io.adlib.learn.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must be said to the C library before libtorch loads, so that its memory stays small and
 * warm. Where there is no glibc nothing changes.
 */
final class NativeMemory {

  private static final Logger LOG = LoggerFactory.getLogger(NativeMemory.class);
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_MMAP_THRESHOLD = -3;
  private static final String FEW = "32";

  private NativeMemory() {}

  /**
   * Freed blocks are kept for the next step, which takes the same again: fresh pages from the
   * kernel cost more than what is computed in them. And oneDNN and ideep remember few matrix shapes
   * instead of 1,024: each costs about 2 MB, and the number of positions differs from batch to
   * batch.
   */
  static void prepare() {
    try {
      option(M_MMAP_THRESHOLD, 1 << 30);
      option(M_TRIM_THRESHOLD, Integer.MAX_VALUE);
      environment("ONEDNN_PRIMITIVE_CACHE_CAPACITY", FEW);
      environment("LRU_CACHE_CAPACITY", FEW);
    } catch (Throwable failure) {
      LOG.debug("native memory stays as the C library has it", failure);
    }
  }

  private static void option(int name, int value) throws Throwable {
    MethodHandle mallopt = function("mallopt", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    int done = (int) mallopt.invokeExact(name, value);
    LOG.debug("mallopt {} {}: {}", name, value, done);
  }

  /** Sets a variable that the user has not set. */
  private static void environment(String name, String value) throws Throwable {
    MethodHandle setenv =
        function("setenv", ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      int failed = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
      LOG.debug("{}={}: {}", name, value, failed);
    }
  }

  private static MethodHandle function(String name, java.lang.foreign.MemoryLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
  }
}
