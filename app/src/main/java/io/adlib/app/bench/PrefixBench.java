package io.adlib.app.bench;

import com.sun.management.ThreadMXBean;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import io.adlib.sid.Trie;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What keeping the beginnings of prompts between requests saves, for three kinds of a user's next
 * request: nothing happened since the last one but that it is another moment; four events more; and
 * a full memory, where each new event pushes the oldest one out, so that nothing can be used again.
 *
 * @param requests of each kind
 * @param seed of weights, semantic IDs and prompts
 */
public record PrefixBench(int requests, long seed, Progress progress) {

  private static final int BEAM = 32;
  private static final int BEST = 10;
  private static final int CODES = 256;
  private static final int DEPTH = 4;
  private static final int NEW_EVENTS = 4;
  private static final long ROOM = 256L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A request and the one before it. */
  private record Pair(Prompt before, Prompt after) {}

  /**
   * What was measured for one kind of request.
   *
   * @param full_cpu_ms processor time of a request that works out all
   * @param kept_cpu_ms of one that uses what is kept, looking it up and keeping it included
   * @param saved share of the median
   * @param identical_share of requests with the very same ads and probabilities
   * @param kept_kib of keys and values a user
   */
  @SuppressWarnings("MemberName") // names of the JSON
  public record Row(
      String next,
      int width,
      int items,
      Percentiles full_cpu_ms,
      Percentiles kept_cpu_ms,
      double saved,
      double identical_share,
      double kept_kib) {}

  /** Measures. */
  public List<Row> run(int width, int items) {
    Seed ids = new Seed(seed).of(items);
    Trie trie = Trie.of(RandomIds.of(items, CODES, ids));
    LegalLeaves legal = ServingBench.legal(trie, ids.of("legal").generator());
    var made = MadeUpGenerator.of(width, DEPTH, CODES, ServingBench.joint(trie), new Seed(seed));
    try {
      Path file = Files.createTempFile("generator", ".safetensors");
      try {
        made.write(file);
        Generator full = Generator.load(file);
        Generator keeping = Generator.load(file);
        full.warmUp(trie, Duration.ofSeconds(30));
        var rows = new ArrayList<Row>();
        List<Prompt> prompts = made.prompts(requests);
        for (String next : List.of("same history", "four events more", "full memory")) {
          List<Pair> pairs = prompts.stream().map(prompt -> pair(next, prompt)).toList();
          keeping.keepPrefixes(ROOM);
          rows.add(row(next, width, trie, legal, full, keeping, pairs));
        }
        return rows;
      } finally {
        AtomicFiles.deleteTree(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Pair pair(String next, Prompt prompt) {
    int last = prompt.length() - 1;
    return switch (next) {
      case "same history" -> new Pair(moment(prompt, last), prompt);
      case "four events more" -> new Pair(moment(prompt, last - NEW_EVENTS), prompt);
      default -> new Pair(prompt, slid(prompt));
    };
  }

  /** What was asked with the tokens before one, from another place. */
  private static Prompt moment(Prompt prompt, int position) {
    Prompt before = prompt.upTo(position);
    before.kind_T()[position] = (byte) TokenKind.ENVIRONMENT.ordinal();
    int fields = before.rows_TF().length / before.length();
    Arrays.fill(before.rows_TF(), position * fields, (position + 1) * fields, 1);
    return before;
  }

  /** Without the oldest event, and with one more before the request. */
  private static Prompt slid(Prompt prompt) {
    Prompt slid = prompt.upTo(prompt.length() - 1);
    int last = slid.length() - 1;
    int fields = slid.rows_TF().length / slid.length();
    System.arraycopy(prompt.kind_T(), 2, slid.kind_T(), 1, last - 2);
    System.arraycopy(prompt.gap_T(), 2, slid.gap_T(), 1, last - 2);
    System.arraycopy(prompt.rows_TF(), 2 * fields, slid.rows_TF(), fields, (last - 2) * fields);
    slid.kind_T()[last - 1] = (byte) TokenKind.ORGANIC.ordinal();
    return slid;
  }

  private Row row(
      String next,
      int width,
      Trie trie,
      LegalLeaves legal,
      Generator full,
      Generator keeping,
      List<Pair> pairs) {
    double[] fullCpu = new double[pairs.size()];
    double[] keptCpu = new double[pairs.size()];
    int identical = 0;
    try (var task = progress.start(next, pairs.size())) {
      for (int i = 0; i < pairs.size(); i++) {
        Pair pair = pairs.get(i);
        var _ = full.generate(pair.before(), trie, legal, BEAM, BEST);
        long start = THREADS.getCurrentThreadCpuTime();
        List<Generated> expected = full.generate(pair.after(), trie, legal, BEAM, BEST);
        fullCpu[i] = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
        var _ = keeping.generate(pair.before(), trie, legal, BEAM, BEST);
        start = THREADS.getCurrentThreadCpuTime();
        List<Generated> found = keeping.generate(pair.after(), trie, legal, BEAM, BEST);
        keptCpu[i] = (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
        identical += found.equals(expected) ? 1 : 0;
        task.advance(1);
      }
    }
    Percentiles all = Percentiles.of(fullCpu);
    Percentiles kept = Percentiles.of(keptCpu);
    return new Row(
        next,
        width,
        trie.leaves(),
        all,
        kept,
        Math.round(1e3 * (1 - kept.p50() / all.p50())) / 1e3,
        Math.round(1e4 * identical / pairs.size()) / 1e4,
        Math.round(10 * keeping.keptBytes() / 1024.0 / pairs.size()) / 10.0);
  }
}
