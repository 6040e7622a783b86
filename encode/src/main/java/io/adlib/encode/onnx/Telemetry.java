package io.adlib.encode.onnx;

import io.adlib.core.EnvironmentException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Keeps ONNX Runtime from reporting home. The Linux build of 1.29 gathers usage in a database under
 * the user's cache folder and sends it; where the network is closed that has ended the whole
 * process with a segmentation fault. It looks at one environment variable when it is loaded, which
 * Java can set for its own process only through libc.
 */
final class Telemetry {

  private static final String SWITCH = "ORT_DISABLE_TELEMETRY";

  private Telemetry() {}

  /** Must be called before ONNX Runtime's first class is touched. */
  static void off() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setenv =
        linker.downcallHandle(
            linker.defaultLookup().find("setenv").orElseThrow(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) setenv.invokeExact(arena.allocateFrom(SWITCH), arena.allocateFrom("1"), 1);
    } catch (Throwable e) {
      throw new EnvironmentException(
          "the telemetry of ONNX Runtime cannot be turned off", "set " + SWITCH + "=1", e);
    }
  }
}
