package io.adlib.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.adlib.core.InputException;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.ScalarKernels;
import io.adlib.kernel.simd.VectorKernels;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which kernels this process uses, chosen once and logged with the reason. The system property
 * {@code adlib.kernels} = {@code scalar} or {@code vector} overrules the choice.
 *
 * @param kernels the chosen
 * @param reason why, in a few words
 */
public record KernelChoice(Kernels kernels, String reason) {

  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private static final class Chosen {
    private static final KernelChoice CHOICE = choose(System.getProperty("adlib.kernels", ""));

    static {
      LOG.info("kernels: {} ({})", CHOICE.kernels.name(), CHOICE.reason);
    }
  }

  /** The process's kernels. */
  public static Kernels best() {
    return Chosen.CHOICE.kernels;
  }

  /** The process's choice with its reason, for start-up lines. */
  public static KernelChoice made() {
    return Chosen.CHOICE;
  }

  static KernelChoice choose(String wish) {
    return switch (wish) {
      case "scalar" -> new KernelChoice(new ScalarKernels(), "asked for by adlib.kernels");
      case "vector" -> {
        if (!hasModule()) {
          throw new InputException(
              "adlib.kernels=vector, but the module jdk.incubator.vector is not there",
              "start Java with --add-modules jdk.incubator.vector");
        }
        yield new KernelChoice(new VectorKernels(), "asked for by adlib.kernels");
      }
      case "" -> choose();
      default ->
          throw new InputException(
              "adlib.kernels=" + wish + " is unknown", "say scalar or vector, or leave it out");
    };
  }

  private static KernelChoice choose() {
    if (!hasModule()) {
      return new KernelChoice(
          new ScalarKernels(),
          "start Java with --add-modules jdk.incubator.vector for faster ones");
    }
    Optional<String> obstacle = compilerObstacle();
    if (obstacle.isPresent()) {
      return new KernelChoice(new ScalarKernels(), obstacle.get());
    }
    if (VectorKernels.bits() < 128) {
      return new KernelChoice(new ScalarKernels(), "this processor's vectors are too short");
    }
    return new KernelChoice(
        new VectorKernels(), VectorKernels.bits() + "-bit vectors, Java " + Runtime.version());
  }

  private static boolean hasModule() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /** Only HotSpot's optimising compiler turns the Vector API into vector instructions. */
  private static Optional<String> compilerObstacle() {
    var hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (hotspot == null) {
      return Optional.of("this is not HotSpot");
    }
    try {
      return Integer.parseInt(hotspot.getVMOption("TieredStopAtLevel").getValue()) < 4
          ? Optional.of("the optimising compiler is off (TieredStopAtLevel)")
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.of("this HotSpot has no optimising compiler");
    }
  }
}
