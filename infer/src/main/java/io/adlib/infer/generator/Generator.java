package io.adlib.infer.generator;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.Trie;
import io.adlib.sid.format.GeneratorFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The trained generator, for serving: reads a prompt and writes the semantic IDs of the items that
 * most likely follow, among those that are legal (decoder of GPR, arXiv 2511.10138; the definition
 * is {@link GeneratorShape}'s). Each request runs on its caller's thread; scratch memory is taken
 * from a pool that grows to the number of requests in flight. Thread-safe.
 */
public final class Generator {

  private static final int WARM_UP_BEAMS = 32;

  private final GeneratorShape shape;
  private final String tokenizer;
  private final Kernels kernels;
  private final RowPrecision precision;
  private final SequenceDecoder sequence;
  private final CodeDecoder codes;
  private final BeamSearch search;
  private final Weights weights;

  /** Of the two tries that came last: while one edition follows another, both are asked for. */
  private volatile List<JointNodes> joint = List.of();

  private final ConcurrentLinkedDeque<Workspace> pool = new ConcurrentLinkedDeque<>();
  private volatile Optional<KeptPrefixes> kept = Optional.empty();

  private Generator(SafetensorsFile file, Kernels kernels, RowPrecision precision) {
    this.precision = precision;
    this.shape = GeneratorFile.shape(file);
    tokenizer = file.metadata().getOrDefault("tokenizer", "");
    this.kernels = kernels;
    weights = Weights.read(file, shape, kernels, precision);
    sequence = new SequenceDecoder(shape, weights, kernels);
    codes = new CodeDecoder(shape, weights, kernels);
    search = new BeamSearch(shape, weights, codes, kernels);
  }

  /**
   * Reads a generator, to run on the process's kernels.
   *
   * @param file safetensors, as {@code learn} exports it
   * @throws InputException if there is no such file
   * @throws CorruptException if it is damaged or not a generator
   */
  public static Generator load(Path file) {
    return load(file, KernelChoice.best());
  }

  /** Reads a generator, to run on the given kernels. */
  public static Generator load(Path file, Kernels kernels) {
    return load(file, kernels, RowPrecision.FLOAT32);
  }

  /** Reads a generator whose vectors of items and attributes are kept rounded. */
  public static Generator load(Path file, Kernels kernels, RowPrecision precision) {
    try (var safetensors = SafetensorsFile.open(file)) {
      return new Generator(safetensors, kernels, precision);
    }
  }

  /** The model's dimensions. */
  public GeneratorShape shape() {
    return shape;
  }

  /** Fingerprint of the tokenizer on whose semantic IDs it was trained; empty if it is not said. */
  public String tokenizer() {
    return tokenizer;
  }

  /**
   * The items that most likely follow a prompt.
   *
   * @param prompt 1 to {@code maxLength} positions; the last one is read out
   * @param trie of the shape's depth and codes
   * @param legal leaves that may be generated; nothing else is
   * @param beamWidth prefixes kept a level, at least 1; with as many as there are leaves the result
   *     is exact
   * @param k at most so many items, 1 to {@code beamWidth}
   * @return best first; fewer than k where fewer are legal or survived the beam; probabilities are
   *     normalised over the legal children of each prefix
   */
  public List<Generated> generate(
      Prompt prompt, Trie trie, LegalLeaves legal, int beamWidth, int k) {
    return generate(prompt, trie, legal, ValueGuide.none(beamWidth), k);
  }

  /**
   * The items that are most likely and worth most, as a guide weighs the two.
   *
   * @param guide of no weight for a generator without an evaluator
   * @param k at most so many items, 1 to the guide's cap
   * @return best first by {@code log P + weight · log V}
   */
  public List<Generated> generate(
      Prompt prompt, Trie trie, LegalLeaves legal, ValueGuide guide, int k) {
    check(prompt, trie, guide, k);
    return with(
        ws -> {
          encode(prompt, ws);
          search.run(joint(trie), legal, guide, ws, BeamSearch.Observer.NONE);
          return result(trie, k, ws);
        });
  }

  /**
   * The same, and beside it how probable certain leaves are, whether the search finds them or not;
   * the prompt is read once for both.
   *
   * @param leaves of the trie, ascending, each once
   */
  public Scored generate(
      Prompt prompt, Trie trie, LegalLeaves legal, ValueGuide guide, int k, int[] leaves) {
    check(prompt, trie, guide, k);
    return with(
        ws -> {
          encode(prompt, ws);
          float[] read_D = Arrays.copyOf(ws.normed, shape.width());
          search.run(joint(trie), legal, guide, ws, BeamSearch.Observer.NONE);
          List<Generated> found = result(trie, k, ws);
          System.arraycopy(read_D, 0, ws.normed, 0, read_D.length);
          return new Scored(found, logP(trie, legal, leaves, ws));
        });
  }

  /**
   * What a search found, and what was asked for.
   *
   * @param found best first
   * @param logP_K of each leaf asked for, as of {@link Generated}; −∞ where it is not legal
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Scored(List<Generated> found, float[] logP_K) {}

  /** Of leaves, ascending, from {@code h} in row 0 of {@link Workspace#normed}. */
  private float[] logP(Trie trie, LegalLeaves legal, int[] leaves, Workspace ws) {
    float[] logP_K = new float[leaves.length];
    Arrays.fill(logP_K, Float.NEGATIVE_INFINITY);
    if (leaves.length == 0) {
      return logP_K;
    }
    var wanted = new BitSet(trie.leaves());
    for (int leaf : leaves) {
      wanted.set(leaf);
    }
    var paths = new PathsTo(trie, LegalLeaves.of(wanted));
    search.run(joint(trie), legal, ValueGuide.none(leaves.length), ws, paths);
    for (int beam = 0; beam < ws.beams; beam++) {
      logP_K[Arrays.binarySearch(leaves, ws.node[beam])] = ws.logP[beam];
    }
    return logP_K;
  }

  /**
   * The same as {@link #generate}, with the beams of every level; prefixes and results are valued
   * where there is an evaluator, whether or not the search weighs it.
   */
  public Explanation explain(Prompt prompt, Trie trie, LegalLeaves legal, int beamWidth, int k) {
    return explain(prompt, trie, legal, ValueGuide.none(beamWidth), k);
  }

  /** The same as {@link #generate} with a guide, with the beams of every level. */
  public Explanation explain(Prompt prompt, Trie trie, LegalLeaves legal, ValueGuide guide, int k) {
    check(prompt, trie, guide, k);
    var beams = new BeamRecord(trie);
    List<Generated> result =
        with(
            ws -> {
              encode(prompt, ws);
              search.run(joint(trie), legal, guide, ws, beams);
              return result(trie, k, ws);
            });
    return new Explanation(beams.levels(), result);
  }

  /**
   * How probable one item is, without a search: exactly what {@link #generate} says of it if it is
   * found there.
   *
   * @param leaf of the trie
   * @return natural logarithm; −∞ if the leaf is not legal
   */
  public double logP(Prompt prompt, Trie trie, LegalLeaves legal, int leaf) {
    check(prompt, trie, ValueGuide.none(1), 1);
    return with(
        ws -> {
          encode(prompt, ws);
          return (double) logP(trie, legal, new int[] {leaf}, ws)[0];
        });
  }

  /**
   * Where the last position's attention goes, over all blocks: attention rollout.
   *
   * @return the share of each position, [T]; they sum to 1
   */
  public float[] rollout(Prompt prompt) {
    checkPrompt(prompt);
    int last = prompt.length() - 1;
    var rollout = new AttentionRollout(prompt.length(), shape.heads());
    return with(
        ws -> {
          ws.observer = rollout;
          try {
            sequence.encode(prompt, last, ws);
          } finally {
            ws.observer = AttentionObserver.NONE;
          }
          return rollout.shares(last);
        });
  }

  /**
   * The raw logits of the codes that may follow a prefix, before any legality.
   *
   * @param position which of the prompt's positions is read out
   * @param prefix at least A−1 codes; at A−1 the logits are those of w
   * @return C numbers
   */
  public float[] logits(Prompt prompt, int position, int... prefix) {
    checkPrompt(prompt);
    if (prefix.length < shape.joint() - 1 || prefix.length >= shape.depth()) {
      throw new IllegalArgumentException(
          "a prefix of %d codes, not %d to %d"
              .formatted(prefix.length, shape.joint() - 1, shape.depth() - 1));
    }
    return with(
        ws -> {
          sequence.encode(prompt, position, ws);
          return codes.logits(prefix, ws);
        });
  }

  /**
   * From now on the keys and values of what a prompt begins with are kept for later prompts that
   * begin so: the same results, sooner. Nothing is kept for a model whose parts let earlier
   * positions depend on later ones.
   *
   * @param bytes at most, some 100 KiB a user; 0 for nothing
   */
  public synchronized void keepPrefixes(long bytes) {
    boolean wanted = bytes > 0 && KeptPrefixes.suits(shape);
    if (kept.map(KeptPrefixes::most).orElse(0L) != (wanted ? bytes : 0)) {
      kept = wanted ? Optional.of(new KeptPrefixes(shape, bytes)) : Optional.empty();
    }
  }

  /** Forgets what is kept of prompts. */
  public void forgetPrefixes() {
    kept.ifPresent(KeptPrefixes::clear);
  }

  /** Bytes that are kept of prompts. */
  public long keptBytes() {
    return kept.map(KeptPrefixes::bytes).orElse(0L);
  }

  /**
   * Gets ready to search a trie, such as that of a later edition of a release, so that the first
   * request for it need not. What is ready for the trie before stays so.
   */
  public void prepare(Trie trie) {
    var _ = joint(trie);
  }

  private JointNodes joint(Trie trie) {
    for (JointNodes ready : joint) {
      if (ready.trie() == trie) {
        return ready;
      }
    }
    JointNodes nodes = JointNodes.of(trie, shape, weights, precision, kernels);
    List<JointNodes> before = joint;
    joint = before.isEmpty() ? List.of(nodes) : List.of(nodes, before.getFirst());
    return nodes;
  }

  /**
   * Runs made-up requests until the compiler has done its work, so that the first real ones are
   * fast; returns when a request takes no less time than the ones before, or at the limit.
   */
  public void warmUp(Trie trie, Duration limit) {
    int length = shape.maxLength();
    byte[] kind_T = new byte[length];
    Arrays.fill(kind_T, 0, length - 1, (byte) 3);
    kind_T[length - 1] = 2;
    int[] rows_TF =
        IntStream.range(0, length * shape.rowsPerPosition()).map(i -> i % shape.rows()).toArray();
    Prompt prompt = new Prompt(kind_T, new byte[length], new byte[length], rows_TF);
    LegalLeaves all = LegalLeaves.all(trie);
    long end = System.nanoTime() + limit.toNanos();
    long fastest = Long.MAX_VALUE;
    for (int sinceFaster = 0; sinceFaster < 200 && System.nanoTime() < end; sinceFaster++) {
      long start = System.nanoTime();
      var _ = generate(prompt, trie, all, WARM_UP_BEAMS, 1);
      long nanos = System.nanoTime() - start;
      if (nanos < fastest * 0.95) {
        fastest = nanos;
        sinceFaster = 0;
      }
    }
  }

  /** Leaves {@code h} of the last position in row 0 of {@link Workspace#normed}. */
  private void encode(Prompt prompt, Workspace ws) {
    int last = prompt.length() - 1;
    Optional<KeptPrefixes> keeping = kept;
    if (keeping.isEmpty()) {
      sequence.encode(prompt, last, ws);
      return;
    }
    KeptPrefixes prefixes = keeping.get();
    KeptPrefixes.Prefix known = prefixes.longest(prompt);
    KeptPrefixes.Prefix grown = prefixes.grown(prompt, known);
    sequence.encode(prompt, last, known, grown, ws);
    prefixes.keep(grown, known);
  }

  private <T> T with(Function<Workspace, T> work) {
    Workspace ws = Optional.ofNullable(pool.poll()).orElseGet(() -> new Workspace(shape, kernels));
    try {
      return work.apply(ws);
    } finally {
      pool.push(ws);
    }
  }

  private static List<Generated> result(Trie trie, int k, Workspace ws) {
    return IntStream.range(0, Math.min(k, ws.beams))
        .mapToObj(i -> new Generated(trie.item(ws.node[i]), ws.logP[i], ws.logV[i]))
        .toList();
  }

  private void check(Prompt prompt, Trie trie, ValueGuide guide, int k) {
    checkPrompt(prompt);
    if (trie.depth() != shape.depth() || trie.codesPerLevel() != shape.codes()) {
      throw new IllegalArgumentException(
          "a trie of %d levels of %d codes for a generator of %d levels of %d codes"
              .formatted(trie.depth(), trie.codesPerLevel(), shape.depth(), shape.codes()));
    }
    if (k < 1 || guide.cap() < k) {
      throw new IllegalArgumentException("the best " + k + " of a beam of " + guide.cap());
    }
    if (guide.isOn() && !shape.hasEvaluator()) {
      throw new IllegalArgumentException("value cannot guide a generator without an evaluator");
    }
  }

  private void checkPrompt(Prompt prompt) {
    if (prompt.length() < 1 || prompt.length() > shape.maxLength()) {
      throw new IllegalArgumentException(
          "a prompt of " + prompt.length() + " positions, not 1 to " + shape.maxLength());
    }
    int thought = prompt.thought_W().length;
    if (thought > 0 && shape.parts().thought() > 0 && thought != shape.parts().thought()) {
      throw new IllegalArgumentException(
          "a thought of " + thought + " numbers, not " + shape.parts().thought());
    }
  }
}
