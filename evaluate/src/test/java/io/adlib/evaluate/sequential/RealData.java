package io.adlib.evaluate.sequential;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Public data that stands beside the project, where it does. */
final class RealData {

  private RealData() {}

  static SequentialDataset read(String name) {
    Path folder =
        Path.of(System.getProperty("adlib.root", "."), "..", "shared", "data", name).normalize();
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "skipped: there is no " + folder + " on this machine");
    return SequentialDataset.read(folder);
  }
}
