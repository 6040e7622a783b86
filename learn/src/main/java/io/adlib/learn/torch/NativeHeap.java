package io.adlib.learn.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells glibc to reuse large freed blocks instead of giving them back to the kernel: a step frees
 * and takes the same large tensors again and again, and fresh pages cost more than what is computed
 * in them. Where there is no glibc nothing changes.
 */
final class NativeHeap {

  private static final Logger LOG = LoggerFactory.getLogger(NativeHeap.class);
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_MMAP_THRESHOLD = -3;

  private NativeHeap() {}

  static void keepFreedMemory() {
    Linker linker = Linker.nativeLinker();
    var symbol = linker.defaultLookup().find("mallopt");
    if (symbol.isEmpty()) {
      return;
    }
    MethodHandle mallopt =
        linker.downcallHandle(
            symbol.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    try {
      int large = (int) mallopt.invokeExact(M_MMAP_THRESHOLD, 1 << 30);
      int trim = (int) mallopt.invokeExact(M_TRIM_THRESHOLD, Integer.MAX_VALUE);
      LOG.debug("mallopt: mmap threshold {}, trim threshold {}", large, trim);
    } catch (Throwable failure) {
      LOG.debug("mallopt failed, freed blocks go back to the kernel", failure);
    }
  }
}
