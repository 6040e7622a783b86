package io.adlib.app.hub;

import io.adlib.app.lm.DemoWriters;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.llm.job.Jobs;
import io.adlib.llm.market.Market;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.output.Profiles;
import io.adlib.llm.output.QueryDocuments;
import io.adlib.llm.output.RelevanceLabel;
import io.adlib.llm.output.TagLists;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.tags.TagsTask;
import io.adlib.market.demo.DemoScale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What labels, queries, profiles and tags change on demo markets, each against without it, by
 * templates and by the small model that comes with Adlib (which answers queries, tags and
 * relevance, and was taught on a demo market of another seed). Profiles are written by templates:
 * rules that stand for a language model, as no server is asked. Called again with the same work
 * folder it asks nothing twice and goes on after the last figure that was done.
 *
 * @param work answers and rows
 * @param scale of each market
 * @param what of labels, queries, tags and profiles is measured
 * @param seeds each of a market and all its draws
 */
public record HubReproduction(
    Path work, DemoScale scale, Set<String> what, Progress progress, List<Seed> seeds) {

  /** What can be measured. */
  public static final List<String> ALL = List.of("queries", "tags", "profiles", "labels");

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<HubRow>> ROWS = new TypeReference<>() {};
  private static final int LABELS = 1200;
  private static final int GRADES = 60;

  /** Makes the rows of one figure. */
  private interface Figure {
    List<HubRow> rows() throws InterruptedException;
  }

  /** All rows, in the order they are read, over all markets. */
  public List<HubRow> run() throws InterruptedException {
    List<List<HubRow>> markets = new ArrayList<>();
    for (Seed seed : seeds) {
      markets.add(new OneMarket(seed).rows());
    }
    return IntStream.range(0, markets.getFirst().size())
        .mapToObj(i -> HubRow.over(markets.stream().map(rows -> rows.get(i)).toList()))
        .toList();
  }

  /** The figures of one market, which is generated when the first of them is wanted. */
  private final class OneMarket {
    private final Seed seed;
    private Optional<HubMarket> market = Optional.empty();
    private Optional<RankerGain> gain = Optional.empty();

    OneMarket(Seed seed) {
      this.seed = seed;
    }

    List<HubRow> rows() throws InterruptedException {
      var rows = new ArrayList<HubRow>();
      try (LanguageModel templates = DemoWriters.templates();
          LanguageModel small = DemoWriters.small()) {
        HubWriter rules = writer("templates", templates);
        HubWriter model = writer("adlib-small", small);
        for (HubWriter writer : List.of(rules, model)) {
          rows.addAll(kept("queries", writer, () -> queries(writer)));
          rows.addAll(kept("tags", writer, () -> tags(writer)));
        }
        rows.addAll(kept("profiles", rules, () -> profiles(rules)));
        for (HubWriter writer : List.of(rules, model)) {
          rows.addAll(kept("labels", writer, () -> labels(writer)));
        }
      }
      return rows;
    }

    private HubMarket market() {
      market = Optional.of(market.orElseGet(() -> HubMarket.generate(seed, scale, progress)));
      return market.get();
    }

    /** Rankers without anything are trained when they are first wanted, and once. */
    private RankerGain gain() {
      gain = Optional.of(gain.orElseGet(() -> new RankerGain(market(), seed, progress)));
      return gain.get();
    }

    /** Of this market alone: figures of another are not found again. */
    private Path folder() {
      return work.resolve(
          "seed%d-users%d-ads%d-days%d"
              .formatted(seed.value(), scale.users(), scale.ads(), scale.days()));
    }

    private HubWriter writer(String name, LanguageModel model) {
      return new HubWriter(name, model, folder().resolve("answers-" + name));
    }

    private List<HubRow> queries(HubWriter writer) throws InterruptedException {
      Map<String, QueriesTask.Answer> answers = write(writer, new QueriesTask(), Integer.MAX_VALUE);
      return new SearchRecall(market()).rows(writer.name(), QueryDocuments.of(answers), seed);
    }

    private List<HubRow> tags(HubWriter writer) throws InterruptedException {
      Map<String, TagsTask.Answer> answers = write(writer, new TagsTask(), Integer.MAX_VALUE);
      Map<String, List<String>> tags = TagLists.of(answers);
      var rows =
          new ArrayList<>(new TextNeighbours(market(), progress).rows(writer.name(), tags, seed));
      rows.addAll(gain().tags(writer.name(), tags));
      return rows;
    }

    private List<HubRow> profiles(HubWriter writer) throws InterruptedException {
      Map<String, ProfileTask.Answer> answers = write(writer, new ProfileTask(), Integer.MAX_VALUE);
      return gain().profiles(writer.name(), Profiles.of(answers, market().middle()));
    }

    private List<HubRow> labels(HubWriter writer) throws InterruptedException {
      List<RelevanceLabel> labels = RelevanceLabel.of(write(writer, new RelevanceTask(), LABELS));
      var of = new LabelledMarket(market(), labels, GRADES, seed, progress);
      var rows = new ArrayList<>(of.order(writer.name()));
      rows.addAll(gain().labels(writer.name(), of.model()));
      return rows;
    }

    @SuppressWarnings("unchecked") // a task's name stands for its type of input
    private <I, A> Map<String, A> write(HubWriter writer, Task<I, A> task, int most)
        throws InterruptedException {
      Market shown = market().asOf(market().middle());
      var inputs = (List<I>) Jobs.named(task.name()).inputs().apply(shown);
      return writer.write(task, inputs.subList(0, Math.min(most, inputs.size())), progress);
    }

    /** Rows that were done before, or done now and kept; none of what nobody asked for. */
    private List<HubRow> kept(String name, HubWriter writer, Figure figure)
        throws InterruptedException {
      if (!what.contains(name)) {
        return List.of();
      }
      Path file = folder().resolve("rows-%s-%s.json".formatted(name, writer.name()));
      if (Files.exists(file)) {
        return JSON.readValue(file.toFile(), ROWS);
      }
      List<HubRow> rows = figure.rows();
      AtomicFiles.write(
          file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
      return rows;
    }
  }
}
