package io.adlib.app.hub;

import io.adlib.app.lm.DemoExamples;
import io.adlib.app.lm.DemoWriters;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.llm.job.Jobs;
import io.adlib.llm.market.Market;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.output.Profiles;
import io.adlib.llm.output.QueryDocuments;
import io.adlib.llm.output.TagLists;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.tags.TagsTask;
import io.adlib.market.demo.DemoScale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What labels, queries, profiles and tags change on a demo market, each against without it, by
 * templates and by the small model that comes with Adlib (which answers queries and tags, and was
 * taught on a demo market of another seed). Profiles and labels are written by templates: rules
 * that stand for a language model, as no server is asked. Called again with the same work folder it
 * asks nothing twice and goes on after the last figure that was done.
 *
 * @param work answers and rows
 * @param scale of the market
 */
public record HubReproduction(Path work, DemoScale scale, Progress progress, Seed seed) {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<List<HubRow>> ROWS = new TypeReference<>() {};
  private static final int EXAMPLE_ADS = 400;

  /** Makes the rows of one figure. */
  private interface Figure {
    List<HubRow> rows() throws InterruptedException;
  }

  /** All rows, in the order they are read. */
  public List<HubRow> run() throws InterruptedException {
    var rows = new ArrayList<HubRow>();
    HubMarket market = HubMarket.generate(seed, scale, progress);
    try (LanguageModel templates = DemoWriters.templates();
        LanguageModel small = DemoWriters.small()) {
      var writers = List.of(writer("templates", templates), writer("adlib-small", small));
      for (HubWriter writer : writers) {
        rows.addAll(kept("queries-" + writer.name(), () -> queries(market, writer)));
      }
      var gain = new Gain(market);
      for (HubWriter writer : writers) {
        rows.addAll(kept("tags-" + writer.name(), () -> tags(gain, writer)));
      }
      rows.addAll(kept("profiles", () -> profiles(gain, writers.getFirst())));
      rows.addAll(
          kept(
              "labels",
              () -> new LabelGain(examples(market)).rows(writers.getFirst(), seed, progress)));
    }
    return rows;
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

  private DemoExamples examples(HubMarket market) {
    return new DemoExamples(
        market.market(), market.market().users().size(), EXAMPLE_ADS, seed.of("examples"));
  }

  private List<HubRow> queries(HubMarket market, HubWriter writer) throws InterruptedException {
    Map<String, QueriesTask.Answer> answers =
        write(writer, new QueriesTask(), market.asOf(market.middle()));
    return new SearchRecall(market).rows(writer.name(), QueryDocuments.of(answers), seed);
  }

  /** The ranker without anything is trained when it is first wanted, and once. */
  private final class Gain {
    private final HubMarket market;
    private Optional<RankerGain> made = Optional.empty();

    Gain(HubMarket market) {
      this.market = market;
    }

    RankerGain get() {
      made = Optional.of(made.orElseGet(() -> new RankerGain(market, seed, progress)));
      return made.get();
    }
  }

  private List<HubRow> tags(Gain gain, HubWriter writer) throws InterruptedException {
    Market shown = gain.market.asOf(gain.market.middle());
    Map<String, TagsTask.Answer> answers = write(writer, new TagsTask(), shown);
    return gain.get().tags(writer.name(), TagLists.of(answers));
  }

  private List<HubRow> profiles(Gain gain, HubWriter writer) throws InterruptedException {
    Instant middle = gain.market.middle();
    Map<String, ProfileTask.Answer> answers =
        write(writer, new ProfileTask(), gain.market.asOf(middle));
    return gain.get().profiles(writer.name(), Profiles.of(answers, middle));
  }

  @SuppressWarnings("unchecked") // a task's name stands for its type of input
  private <I, A> Map<String, A> write(HubWriter writer, Task<I, A> task, Market market)
      throws InterruptedException {
    var inputs = (List<I>) Jobs.named(task.name()).inputs().apply(market);
    return writer.write(task, inputs, progress);
  }

  /** Rows that were done before, or done now and kept. */
  private List<HubRow> kept(String name, Figure figure) throws InterruptedException {
    Path file = folder().resolve("rows-" + name + ".json");
    if (Files.exists(file)) {
      return JSON.readValue(file.toFile(), ROWS);
    }
    List<HubRow> rows = figure.rows();
    AtomicFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n");
    return rows;
  }
}
