package io.adlib.bench.tokenize;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialItem;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.health.Health;
import io.adlib.sid.health.HealthJson;
import io.adlib.sid.health.HealthPage;
import io.adlib.sid.health.LevelHealth;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.tokenize.Tokenized;
import io.adlib.sid.tokenize.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Encodes and tokenizes the items of a sequential dataset: speed, health by the form of the text,
 * and what batches do to vectors and codes. Arguments: dataset folder, output folder, seed.
 */
public final class TokenizeBenchmark {

  private final List<SequentialItem> items;
  private final Path out;
  private final Seed seed;
  private final PrintStream print;

  private TokenizeBenchmark(List<SequentialItem> items, Path out, Seed seed, PrintStream print) {
    this.items = items;
    this.out = out;
    this.seed = seed;
    this.print = print;
  }

  /** Runs all of it; about two minutes on two free cores. */
  public static void main(String[] args) throws IOException {
    var data = SequentialDataset.read(Path.of(args[0]));
    Path out = Files.createDirectories(Path.of(args[1]));
    var seed = new Seed(args.length > 2 ? Long.parseLong(args[2]) : 1);
    new TokenizeBenchmark(data.items(), out, seed, System.out).run();
  }

  private void run() throws IOException {
    MiniLmSettings alone = MiniLmSettings.DEFAULT;
    float[] title_ND = encode("title", TokenizeBenchmark::title, alone);
    Tokenized title = tokenize("title", title_ND);
    Tokenized full =
        tokenize("title, brand, categories", encode("full", SequentialItem::text, alone));
    save(title, "title");
    save(full, "full");
    var batches = new MiniLmSettings(alone.maxTokens(), 32, alone.threads());
    float[] batched_ND = encode("title", TokenizeBenchmark::title, batches);
    compare(title, title_ND, batched_ND);
  }

  private static String title(SequentialItem item) {
    return item.title().isBlank() ? item.keywords() : item.title();
  }

  private float[] encode(
      String name, Function<SequentialItem, String> form, MiniLmSettings settings) {
    List<String> texts = items.stream().map(form).toList();
    try (var encoder = new MiniLmEncoder(settings)) {
      encoder.encode(texts.subList(0, Math.min(256, texts.size())), Progress.SILENT);
      var clock = new Clock();
      float[] vectors_ND = encoder.encode(texts, Progress.SILENT);
      line(
          "encode %s, %d a call, %d threads: %s, %.0f texts a CPU-second",
          name, settings.batch(), settings.threads(), clock, texts.size() / clock.cpuSeconds());
      return vectors_ND;
    }
  }

  private Tokenized tokenize(String name, float[] vectors_ND) {
    var clock = new Clock();
    Tokenized made =
        Tokenizer.fit(vectors(vectors_ND), KMeansSettings.DEFAULT, seed, Progress.SILENT);
    Health h = made.health();
    line("tokenize %s: %s", name, clock);
    line(
        "  collisions %.2f %%, paths an item %.4f, largest bucket %d, pairs by chance %.4f",
        100 * h.collisionRate(), h.pathsPerItem(), h.largestBucket(), h.pairsByChance().orElse(0.));
    for (LevelHealth l : h.levels()) {
      line(
          "  level %d: used %.2f %%, perplexity %.1f, PAS %.4f, error %.4f, purity %.4f, pairs %.4f",
          l.level(),
          100 * l.utilisation(),
          l.perplexity(),
          l.similarity(),
          l.error(),
          l.purity().map(LevelHealth.Purity::majority).orElse(0.),
          l.purity().map(LevelHealth.Purity::pairs).orElse(0.));
    }
    return made;
  }

  private ItemVectors vectors(float[] vectors_ND) {
    return new ItemVectors(
        IntStream.rangeClosed(1, items.size()).mapToObj(Integer::toString).toList(),
        items.stream().map(TokenizeBenchmark::title).toList(),
        items.stream().map(item -> firstThree(item.categories())).toList(),
        vectors_ND.length / items.size(),
        vectors_ND);
  }

  /** The first three levels of a category path. */
  private static String firstThree(String categories) {
    return String.join(" > ", Arrays.stream(categories.split(" > ")).limit(3).toList());
  }

  private void save(Tokenized made, String name) throws IOException {
    Files.writeString(out.resolve(name + "-health.json"), HealthJson.text(made.health()));
    Files.writeString(
        out.resolve(name + "-health.html"), HealthPage.html(made.health(), made.ids()));
    Files.write(
        out.resolve(name + "-sid.txt"),
        IntStream.range(0, made.ids().size())
            .mapToObj(i -> made.ids().items().get(i) + " " + made.ids().path(i))
            .toList());
  }

  /** How far vectors and codes move when texts are encoded in batches. */
  private void compare(Tokenized made, float[] alone_ND, float[] batched_ND) {
    int dimension = made.codebooks().dimension();
    double[] cosines =
        IntStream.range(0, items.size())
            .mapToDouble(
                i ->
                    IntStream.range(i * dimension, (i + 1) * dimension)
                        .mapToDouble(k -> (double) alone_ND[k] * batched_ND[k])
                        .sum())
            .sorted()
            .toArray();
    short[] before = made.codebooks().encode(alone_ND, items.size());
    short[] after = made.codebooks().encode(batched_ND, items.size());
    int levels = made.codebooks().levels();
    line(
        "batches of 32 against one by one: cosine min %.4f, median %.4f",
        cosines[0], cosines[cosines.length / 2]);
    for (int level = 1; level <= levels; level++) {
      int depth = level;
      long moved =
          IntStream.range(0, items.size())
              .filter(
                  i ->
                      !Arrays.equals(
                          before,
                          i * levels,
                          i * levels + depth,
                          after,
                          i * levels,
                          i * levels + depth))
              .count();
      line("  first %d codes differ for %.2f %% of items", level, 100. * moved / items.size());
    }
  }

  private void line(String format, Object... values) {
    print.println(String.format(Locale.ROOT, format, values));
  }

  /** Wall and processor time since it was made. */
  private static final class Clock {
    private final long wall = System.nanoTime();
    private final long cpu = cpuTime();

    double cpuSeconds() {
      return (cpuTime() - cpu) / 1e9;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%.1f s (%.1f CPU-s)", (System.nanoTime() - wall) / 1e9, cpuSeconds());
    }

    private static long cpuTime() {
      return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
          .getProcessCpuTime();
    }
  }
}
