package io.adlib.app.verbs;

import io.adlib.core.Seed;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import picocli.CommandLine.Option;

/** Which built-in market is measured on. */
final class MarketOptions {

  /** How much is simulated. */
  enum Scale {
    FULL,
    TINY
  }

  @Option(
      names = "--scale",
      defaultValue = "FULL",
      description =
          "FULL: 10,000 users, 4,000 ads; TINY: 300 users, 400 ads (default: ${DEFAULT-VALUE}).")
  private Scale scale;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Seed of the market and root of all others (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print JSON on standard output, for programs.")
  private boolean json;

  Seed seed() {
    return new Seed(seed);
  }

  DemoMarket market() {
    return DemoMarket.generate(
        seed(),
        switch (scale) {
          case FULL -> DemoScale.FULL;
          case TINY -> DemoScale.TINY;
        });
  }

  boolean json() {
    return json;
  }

  /** As one would write them again. */
  @Override
  public String toString() {
    return "--scale %s --seed %d".formatted(scale, seed);
  }
}
