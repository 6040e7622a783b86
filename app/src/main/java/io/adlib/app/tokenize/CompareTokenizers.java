package io.adlib.app.tokenize;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.TokenizeStage;
import io.adlib.app.terminal.Output;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.learn.tokenizer.TokenizerMethod;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.format.MappedVectors;
import io.adlib.sid.health.Compared;
import io.adlib.sid.health.ComparisonPage;
import io.adlib.sid.health.Health;
import io.adlib.sid.health.LevelHealth;
import io.adlib.sid.kmeans.KMeansSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares tokenizers and writes the page and the same as JSON. */
public final class CompareTokenizers {

  private final List<TokenizerMethod> methods;
  private final int seeds;
  private final Progress progress;
  private final InstantSource clock;

  /**
   * @param methods which tokenizers, in the order they are shown
   * @param seeds trainings of each
   */
  public CompareTokenizers(
      List<TokenizerMethod> methods, int seeds, Progress progress, InstantSource clock) {
    if (seeds < 1) {
      throw new InputException(seeds + " seeds cannot be compared", "give --seeds 1 or more");
    }
    this.methods = List.copyOf(methods);
    this.seeds = seeds;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * What was written.
   *
   * @param page the HTML page
   * @param json one object a tokenizer
   * @param compared the same, for people
   */
  public record Written(Path page, List<Map<String, Object>> json, List<Compared> compared) {}

  /** On the catalogue of a workspace, with what its configuration says; reports go to it. */
  public Written onWorkspace(Session session) {
    Path reports = session.workspace().folder(Area.REPORTS);
    var encode = new Pipeline().encode();
    try (MappedVectors vectors = encode.open(session)) {
      ItemVectors items = TokenizeStage.items(session.data().catalogue(), vectors);
      KMeansSettings settings = TokenizeStage.settings(session.config().tokenize());
      String name = session.workspace().root().getFileName().toString();
      return write(name, items, session.config().encode().model(), settings, reports);
    }
  }

  /**
   * On a folder in the layout of public sequential data, with the settings' defaults.
   *
   * @param reports where the page, the vectors and the checkpoints go
   * @throws InputException if the folder does not have the layout
   */
  public Written onData(Path folder, Path reports) {
    SequentialDataset data = SequentialDataset.read(folder);
    ItemVectors items = PublicItems.of(data, work(reports, data.name()), progress);
    KMeansSettings settings = TokenizeStage.settings(AdlibConfig.defaults().tokenize());
    return write(data.name(), items, "minilm, titles", settings, reports);
  }

  private static Path work(Path reports, String name) {
    Path folder = reports.resolve("tokenizers-" + name);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Written write(
      String name, ItemVectors items, String encoder, KMeansSettings settings, Path reports) {
    var comparison =
        new TokenizerComparison(items, encoder, settings, work(reports, name), progress, clock);
    var report = new ComparisonReport(comparison.run(methods, seeds));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Items", items.size() + ", vectors of " + items.dimension() + " from " + encoder);
    facts.put("Tokenizers", String.join(", ", methods.stream().map(TokenizerMethod::key).toList()));
    facts.put("Seeds", seeds == 1 ? "1" : "1 to " + seeds);
    facts.put("k-means", "at most %d rounds a level".formatted(settings.iterations()));
    facts.put("Balance", "at most %.2f times the mean".formatted(settings.bound()));
    facts.put("Processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("Java", Runtime.version().toString());
    facts.put("Date", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString());
    List<Compared> compared = report.compared();
    Path page = reports.resolve("tokenizers-" + name + ".html");
    AtomicFiles.write(page, ComparisonPage.html(name, compared, facts));
    List<Map<String, Object>> json = report.json();
    AtomicFiles.write(reports.resolve("tokenizers-" + name + ".json"), Output.jsonText(json));
    return new Written(page, json, compared);
  }

  /** The main figures, a tokenizer a line. */
  public static void print(Written written) {
    Output.line(
        "%-20s %10s %7s %8s %8s %8s %8s %8s %9s",
        "tokenizer", "collisions", "bucket", "level 1", "PAS", "error", "purity", "seconds", "MiB");
    for (Compared one : written.compared()) {
      int levels = one.levels();
      Output.line(
          "%-20s %9.2f%% %7.0f %7.1f%% %8.4f %8.4f %8s %8.0f %9.0f",
          one.title(),
          100 * one.mean(Health::collisionRate),
          one.mean(Health::largestBucket),
          100 * one.mean(Compared.at(1, LevelHealth::utilisation)),
          one.mean(Compared.at(levels, LevelHealth::similarity)),
          one.mean(Compared.at(levels, LevelHealth::error)),
          one.hasPurity()
              ? "%.1f%%".formatted(100 * one.mean(Compared.at(levels, Compared::purity)))
              : "–",
          one.seconds(),
          one.peakMib());
    }
    Output.line("the page: %s", written.page().toAbsolutePath().normalize());
  }
}
