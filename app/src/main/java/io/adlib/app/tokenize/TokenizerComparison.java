package io.adlib.app.tokenize;

import io.adlib.core.ContentHash;
import io.adlib.core.EnvironmentException;
import io.adlib.core.PeakMemory;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.TokenizerFit;
import io.adlib.learn.tokenizer.TokenizerMethod;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.tokenize.Tokenized;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Makes several tokenizers of the same items, each with several seeds, one after the other. */
final class TokenizerComparison {

  private static final int BLOCK = 1024;

  private final ItemVectors items;
  private final String encoder;
  private final KMeansSettings settings;
  private final Path work;
  private final Progress progress;
  private final InstantSource clock;
  private final String inputs;

  /**
   * @param encoder what made the vectors
   * @param work where finished runs and checkpoints are kept
   */
  TokenizerComparison(
      ItemVectors items,
      String encoder,
      KMeansSettings settings,
      Path work,
      Progress progress,
      InstantSource clock) {
    this.items = items;
    this.encoder = encoder;
    this.settings = settings;
    this.work = work;
    this.progress = progress;
    this.clock = clock;
    inputs = inputs();
  }

  /**
   * All runs, seeds 1 to {@code seeds} of each tokenizer.
   *
   * @throws EnvironmentException when the thread is interrupted; the same call then goes on
   */
  List<TokenizerRun> run(List<TokenizerMethod> methods, int seeds) {
    List<TokenizerRun> runs = new ArrayList<>();
    for (TokenizerMethod method : methods) {
      for (long seed = 1; seed <= seeds; seed++) {
        runs.add(run(method, seed));
      }
    }
    return runs;
  }

  private TokenizerRun run(TokenizerMethod method, long seed) {
    var folder =
        new RunFolder(work.resolve("%s-seed-%d-%s".formatted(method.key(), seed, inputs)), encoder);
    RunFolder.Done done = folder.find(items).orElseGet(() -> make(method, seed, folder));
    return new TokenizerRun(
        method,
        seed,
        done.tokenized().ids(),
        done.tokenized().health(),
        done.cost().seconds(),
        done.cost().peakMib());
  }

  private RunFolder.Done make(TokenizerMethod method, long seed, RunFolder folder) {
    PeakMemory.reset();
    Instant begin = clock.instant();
    Tokenized made =
        TokenizerFit.fit(
                method,
                items,
                settings,
                folder.folder().resolve("training"),
                progress,
                new Seed(seed),
                clock)
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "the comparison was interrupted; what is done is kept in " + work,
                        "run the same command again: it goes on from there"));
    double seconds = Duration.between(begin, clock.instant()).toMillis() / 1000.0;
    var cost = new RunFolder.Cost(seconds, PeakMemory.mebibytes().orElse(-1));
    folder.save(made, cost);
    return new RunFolder.Done(made, cost);
  }

  /** A hash of all that goes into a run besides tokenizer and seed. */
  private String inputs() {
    var hash = new ContentHash().add("v1 " + settings.onThreads(1)).add(encoder);
    hash.add(TokenizerFit.settings(items.dimension(), settings));
    int dimension = items.dimension();
    float[] block_BD = new float[BLOCK * dimension];
    ByteBuffer bytes = ByteBuffer.allocate(block_BD.length * Float.BYTES);
    for (int from = 0; from < items.size(); from += BLOCK) {
      int n = Math.min(BLOCK, items.size() - from);
      items.vectors().read(from, n, block_BD);
      bytes.clear().asFloatBuffer().put(block_BD, 0, n * dimension);
      hash.add(bytes.array());
    }
    items.ids().forEach(hash::add);
    return hash.hex().substring(0, 12);
  }
}
