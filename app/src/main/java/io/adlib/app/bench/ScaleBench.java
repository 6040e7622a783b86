package io.adlib.app.bench;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.format.SemanticIdsFile;
import io.adlib.sid.format.TrieFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the number of ads costs: bytes of the trie and the item tables in their mapped files, the
 * time until they are mapped and checked, and the time to generate, D=128, a history of 64, beam
 * 32, the best 10, on one thread. The model is the same for all numbers of ads but for how many
 * codes are chosen at once, as training's presets have it.
 *
 * @param requests for each number of ads
 * @param precision of the tables of vectors
 * @param kept where semantic IDs and tries are kept for the next run; a temporary folder without
 * @param seed of weights, semantic IDs and prompts
 */
public record ScaleBench(
    int requests, RowPrecision precision, Optional<Path> kept, long seed, Progress progress) {

  private static final int WIDTH = 128;
  private static final int DEPTH = 4;
  private static final int CODES = 256;
  private static final int BEAM = 32;
  private static final int BEST = 10;
  private static final int PROMPTS = 200;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /**
   * What was measured for one number of ads.
   *
   * @param trie_bytes an ad, of the trie's file
   * @param items_bytes an ad, of the file of codes, ids and their index
   * @param load_ms until both are mapped and their checksums verified
   * @param decode_ms milliseconds a request
   * @param decode_cpu_ms processor time of the same
   * @param shared_top10 how many of the ten best are among those that exact vectors give, as a
   *     share
   */
  @SuppressWarnings("MemberName") // names of the JSON
  public record Row(
      int ads,
      int joint,
      double trie_bytes,
      double items_bytes,
      double load_ms,
      Percentiles decode_ms,
      Percentiles decode_cpu_ms,
      double shared_top10) {}

  /** Measures each number of ads. */
  public List<Row> run(List<Integer> ads) {
    var rows = new ArrayList<Row>();
    Path folder = kept.orElseGet(ScaleBench::temporary);
    try {
      Files.createDirectories(folder);
      for (int n : ads) {
        rows.add(row(n, folder));
      }
      return rows;
    } catch (IOException e) {
      throw DiskFailure.of("writing", folder, e);
    } finally {
      if (kept.isEmpty()) {
        AtomicFiles.deleteTree(folder);
      }
    }
  }

  /** Writes them, unless an earlier run did. */
  private void write(int ads, Path ids, Path trie) {
    if (Files.exists(ids) && Files.exists(trie)) {
      return;
    }
    SemanticIds made = RandomIds.of(ads, CODES, new Seed(seed).of(ads));
    SemanticIdsFile.save(ids, made);
    TrieFile.save(trie, Trie.of(made));
  }

  private Row row(int ads, Path folder) throws IOException {
    Path ids = folder.resolve(ads + "-" + seed + ".ids.safetensors");
    Path trieFile = folder.resolve(ads + "-" + seed + ".trie.safetensors");
    Path model = folder.resolve("generator.safetensors");
    write(ads, ids, trieFile);
    long start = System.nanoTime();
    SemanticIds mapped = SemanticIdsFile.load(ids);
    Trie trie = TrieFile.map(trieFile);
    double loaded = (System.nanoTime() - start) / 1e6;
    int joint = ServingBench.joint(trie);
    MadeUpGenerator made = MadeUpGenerator.of(WIDTH, DEPTH, CODES, joint, new Seed(seed));
    made.write(model);
    Generator generator = Generator.load(model, KernelChoice.best(), precision);
    LegalLeaves legal = ServingBench.legal(trie, new Seed(seed).of(ads).of("legal").generator());
    generator.warmUp(trie, Duration.ofSeconds(30));
    List<Prompt> prompts = made.prompts(PROMPTS);
    double[] wall = new double[requests];
    double[] cpu = new double[requests];
    try (var task = progress.start("%,d ads".formatted(ads), requests)) {
      for (int i = -PROMPTS; i < requests; i++) {
        long cpuStart = THREADS.getCurrentThreadCpuTime();
        long wallStart = System.nanoTime();
        List<Generated> found =
            generator.generate(prompts.get(Math.floorMod(i, PROMPTS)), trie, legal, BEAM, BEST);
        if (mapped.code(found.getFirst().item(), 0) >= CODES) {
          throw new IllegalStateException("no such code");
        }
        if (i >= 0) {
          wall[i] = (System.nanoTime() - wallStart) / 1e6;
          cpu[i] = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1e6;
          task.advance(1);
        }
      }
    }
    return new Row(
        ads,
        joint,
        rounded((double) Files.size(trieFile) / ads),
        rounded((double) Files.size(ids) / ads),
        rounded(loaded),
        Percentiles.of(wall),
        Percentiles.of(cpu),
        sharedTop10(generator, Generator.load(model), trie, legal, prompts));
  }

  private static double sharedTop10(
      Generator ours, Generator exact, Trie trie, LegalLeaves legal, List<Prompt> prompts) {
    int shared = 0;
    for (Prompt prompt : prompts) {
      Set<Integer> found = items(ours.generate(prompt, trie, legal, BEAM, BEST));
      found.retainAll(items(exact.generate(prompt, trie, legal, BEAM, BEST)));
      shared += found.size();
    }
    return Math.round(1e4 * shared / (prompts.size() * BEST)) / 1e4;
  }

  private static Set<Integer> items(List<Generated> found) {
    return found.stream().map(Generated::item).collect(Collectors.toSet());
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("adlib-scale");
    } catch (IOException e) {
      throw new EnvironmentException(
          "no temporary folder can be made: " + e.getMessage(), "free some space", e);
    }
  }
}
