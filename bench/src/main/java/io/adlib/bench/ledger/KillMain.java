package io.adlib.bench.ledger;

import io.adlib.core.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code KillMain <folder> [kills] [seed]}; benchmarks/ledger-kill.md gives the command. */
public final class KillMain {

  private static final Logger LOG = LoggerFactory.getLogger(KillMain.class);

  private KillMain() {}

  /** Kills 200 times unless told otherwise; exits in error at the first thing that is wrong. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int kills = args.length > 1 ? Integer.parseInt(args[1]) : 200;
    var seed = new Seed(args.length > 2 ? Long.parseLong(args[2]) : 1);
    Instant start = Instant.now();
    KillRun.Result result =
        new KillRun(Path.of(args[0]), System.getProperty("java.class.path"), seed).run(kills);
    LOG.info(
        "{} kills, seed {}, in {}: {} holds and {} charges acknowledged, none lost; {} more charges"
            + " were durable but not yet acknowledged; {} entries; {} of {} budgets used up",
        result.kills(),
        seed.value(),
        Duration.between(start, Instant.now()).truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
        result.held(),
        result.paid(),
        result.unsaid(),
        result.entries(),
        result.exhausted(),
        KilledLedger.CAMPAIGNS);
  }
}
