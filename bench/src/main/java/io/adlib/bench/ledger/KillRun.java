package io.adlib.bench.ledger;

import io.adlib.core.Money;
import io.adlib.core.Seed;
import io.adlib.data.state.DurableStore;
import io.adlib.market.ledger.Balance;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.ledger.LedgerEntry;
import io.adlib.market.ledger.MemoryJournal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts {@link KilledLedger}, kills it (SIGKILL) at a random moment, and checks the books that are
 * left against everything any life ever acknowledged; again and again on the same store.
 *
 * @param folder of the store
 * @param classPath of the child
 * @param seed of the moments and of what the children do
 */
record KillRun(Path folder, String classPath, Seed seed) {

  private static final Logger LOG = LoggerFactory.getLogger(KillRun.class);
  private static final int PROGRESS = 10;

  /** From the child's start to its death, once it works, at most. */
  private static final int LONGEST_MILLIS = 1_500;

  /**
   * What was seen.
   *
   * @param kills processes killed
   * @param held holds acknowledged
   * @param paid charges acknowledged
   * @param unsaid charges that were durable when their process died before it could say so
   * @param entries in the journal at the end
   * @param exhausted campaigns with less left than a charge, of those there are
   */
  record Result(int kills, long held, long paid, long unsaid, int entries, int exhausted) {}

  /** What the children acknowledged. */
  private record Said(Set<String> held, Map<String, Long> paid) {}

  /**
   * Kills so many times.
   *
   * @throws IllegalStateException naming the first thing that does not add up
   */
  Result run(int kills) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    RandomGenerator random = seed.of("kills").generator();
    var said = new Said(new HashSet<>(), new HashMap<>());
    Result last = new Result(0, 0, 0, 0, 0, 0);
    for (int kill = 1; kill <= kills; kill++) {
      live(kill, random.nextInt(LONGEST_MILLIS), said);
      last = check(kill, said);
      if (kill % PROGRESS == 0) {
        LOG.info("{}", last);
      }
    }
    return last;
  }

  private void live(int life, int millis, Said said) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            KilledLedger.class.getName(),
            folder.resolve("store").toString(),
            Integer.toString(life),
            Long.toString(seed.value()));
    Path library = Files.createDirectories(folder.resolve("lib"));
    builder.environment().put("ROCKSDB_SHAREDLIB_DIR", library.toString());
    builder.redirectError(folder.resolve("child.log").toFile());
    Process child = builder.start();
    try (var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      if (!"READY".equals(out.readLine())) {
        throw new IllegalStateException(
            "life " + life + " did not begin: " + Files.readString(folder.resolve("child.log")));
      }
      Thread reader =
          Thread.ofPlatform().start(() -> out.lines().forEach(line -> note(line, said)));
      Thread.sleep(millis);
      // by its handle, which leaves open what it said and nobody has read yet
      child.toHandle().destroyForcibly();
      child.waitFor();
      reader.join();
    } finally {
      child.destroyForcibly();
    }
  }

  private static void note(String line, Said said) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "HELD" -> said.held.add(words[1]);
      case "PAID" -> said.paid.merge(words[1], Long.parseLong(words[2]), Long::sum);
      default -> throw new IllegalStateException("the child said " + line);
    }
  }

  private Result check(int kill, Said said) {
    try (var store = DurableStore.open(folder.resolve("store"), Set.of(StoreJournal.FAMILY))) {
      List<LedgerEntry> journal = new StoreJournal(store).read();
      var held = new HashSet<String>();
      var paid = new HashMap<String, Long>();
      for (LedgerEntry entry : journal) {
        switch (entry) {
          case LedgerEntry.Reserved e -> require(held.add(e.reservation()), "held twice", e);
          case LedgerEntry.Settled e ->
              require(paid.put(e.reservation(), e.charged().micros()) == null, "charged twice", e);
          case LedgerEntry.Eased _, LedgerEntry.Released _, LedgerEntry.Funded _ -> {}
          case LedgerEntry.Carried _, LedgerEntry.Remembered _, LedgerEntry.Closed _ ->
              require(false, "never compacted here", entry);
        }
      }
      require(held.containsAll(said.held), "an acknowledged hold is lost", kill);
      said.paid.forEach(
          (id, micros) ->
              require(
                  micros.equals(paid.get(id)), "an acknowledged charge is lost or changed", id));
      long paidMicros = paid.values().stream().mapToLong(m -> m).sum();
      int exhausted = books(journal, paidMicros);
      return new Result(
          kill,
          said.held.size(),
          said.paid.size(),
          paid.size() - (long) said.paid.size(),
          journal.size(),
          exhausted);
    }
  }

  /** Recovers the ledger: no budget overspent, nothing made or lost. */
  private static int books(List<LedgerEntry> journal, long paidMicros) {
    var market = KilledLedger.market();
    Ledger ledger = Ledger.recover(journal, market, InstantSource.system(), new MemoryJournal());
    long spent = 0;
    int exhausted = 0;
    for (var campaign : market.campaigns()) {
      for (Balance b : ledger.history(campaign.id())) {
        Money used = b.held().plus(b.spent());
        require(used.compareTo(campaign.dailyBudget()) <= 0, "overspent", b);
        require(b.available().plus(used).equals(b.budget()), "not conserved", b);
        spent += b.spent().micros();
        exhausted += b.available().compareTo(campaign.bid()) < 0 ? 1 : 0;
      }
    }
    require(spent == paidMicros, "spent " + spent + " of charges of", paidMicros);
    return exhausted;
  }

  private static void require(boolean holds, String what, Object where) {
    if (!holds) {
      throw new IllegalStateException(what + ": " + where);
    }
  }
}
