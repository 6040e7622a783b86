package io.adlib.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory this process has held resident, as Linux counts it. */
public final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private PeakMemory() {}

  /**
   * Counts anew from what is resident now.
   *
   * @return whether the system allows it; if not, the peak is that since the start
   */
  public static boolean reset() {
    try {
      Files.writeString(RESET, "5");
      return true;
    } catch (IOException | SecurityException _) {
      return false;
    }
  }

  /** In MiB, or nothing where the system does not say. */
  public static OptionalLong mebibytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }
}
