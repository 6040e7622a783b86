package io.adlib.app.lm;

import io.adlib.app.pipeline.Session;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.data.tables.EventLog;
import io.adlib.learn.lm.grpo.GrpoTraining;
import io.adlib.llm.job.Jobs;
import io.adlib.llm.market.Market;
import io.adlib.llm.output.EnrichedAnswers;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.queries.AdKeywords;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The prompts and rewards that a workspace gives: recall over its ads, agreement with the labels
 * that {@code adlib enrich relevance} left, profiles as of the last days. A fifth, by the lot of
 * its ad or query, is held out.
 *
 * @param session the open workspace
 * @param most prompts to learn from, and a quarter of that to be measured on, but twenty
 */
public record WorkspaceRewards(Session session, int most) {

  private static final double HELD = .2;
  private static final int FEWEST_HELD = 20;
  private static final int MOMENTS = 4;

  private record Split<I>(List<I> training, List<I> held) {}

  /** Trains; empty if interrupted. */
  public Optional<GrpoTraining.Trained> train(RewardTraining.Kind kind, RewardTraining training)
      throws InterruptedException {
    return switch (kind) {
      case RECALL -> {
        List<AdKeywords> ads = inputs(new QueriesTask());
        Split<AdKeywords> split = split(ads, ad -> ad.ad().item().id());
        yield training.recall(split.training(), split.held());
      }
      case AGREEMENT -> {
        Split<QueryAd> split = split(labelled(), QueryAd::query);
        yield training.agreement(split.training(), split.held());
      }
      case PROFILE -> training.profile(profiles());
    };
  }

  /** As of the begins of the log's last days. */
  private ProfileExamples profiles() {
    List<LocalDate> days = new EventLog(session.workspace(), InstantSource.system()).days();
    if (days.size() < 2) {
      throw new InputException(
          "the log has " + days.size() + " days, so that nobody knows what users did next",
          "log at least two days");
    }
    List<Instant> moments =
        days.subList(Math.max(1, days.size() - MOMENTS), days.size()).stream()
            .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())
            .toList();
    return ProfileExamples.of(this::market, moments, most, Math.max(FEWEST_HELD, most / 4));
  }

  private List<QueryAd> labelled() {
    Map<String, RelevanceTask.Answer> labels =
        EnrichedAnswers.latest(session.artifacts(), new RelevanceTask())
            .orElseThrow(
                () ->
                    new InputException(
                        "there are no labels to agree with",
                        "make some with: adlib enrich relevance"));
    List<QueryAd> pairs = inputs(new RelevanceTask());
    var labelled = new ArrayList<QueryAd>();
    for (QueryAd pair : pairs) {
      RelevanceTask.Answer label = labels.get(pair.id());
      if (label != null) {
        var grade = OptionalInt.of(label.grade().number());
        labelled.add(new QueryAd(pair.id(), pair.query(), pair.ad(), grade));
      }
    }
    return labelled;
  }

  @SuppressWarnings("unchecked") // a task's name stands for its type of input
  private <I> List<I> inputs(Task<I, ?> task) {
    return (List<I>) Jobs.named(task.name()).inputs().apply(market(Instant.MAX));
  }

  private Market market(Instant asOf) {
    var log = new EventLog(session.workspace(), InstantSource.system());
    try (Stream<Event> events = log.stream()) {
      return Market.of(session.data().catalogue(), session.data().users().values(), events, asOf);
    }
  }

  private <I> Split<I> split(List<I> all, Function<I, String> about) {
    var training = new ArrayList<I>();
    var held = new ArrayList<I>();
    Seed lot = new Seed(1).of("held");
    for (I input : all) {
      boolean out = lot.of(about.apply(input)).generator().nextDouble() < HELD;
      (out ? held : training).add(input);
    }
    return new Split<>(spread(training, most), spread(held, Math.max(FEWEST_HELD, most / 4)));
  }

  /** At most so many, evenly from the whole list. */
  static <T> List<T> spread(List<T> all, int most) {
    int step = Math.max(1, Math.ceilDiv(all.size(), most));
    var some = new ArrayList<T>();
    for (int i = 0; i < all.size(); i += step) {
      some.add(all.get(i));
    }
    return some;
  }
}
