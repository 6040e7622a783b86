package io.adlib.llm.job;

import io.adlib.core.InputException;
import io.adlib.llm.task.copy.CopyPolicy;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.reason.ReasonTask;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.report.ReportTask;
import io.adlib.llm.task.rerank.RerankTask;
import io.adlib.llm.task.slate.SlateTask;
import io.adlib.llm.task.summary.SummaryTask;
import io.adlib.llm.task.tags.TagsTask;
import io.adlib.llm.task.userad.UserAdTask;
import java.util.List;
import java.util.stream.Collectors;

/** All jobs, by the names of their tasks. */
public final class Jobs {

  private static final List<Job<?, ?>> ALL =
      List.of(
          new Job<>(
              new RelevanceTask(),
              "four grades for queries and the ads that may answer them",
              Inputs::queryAds),
          new Job<>(
              new UserAdTask(), "four grades for users and the ads they saw", Inputs::userAds),
          new Job<>(
              new QueriesTask(), "queries that people who want an ad might type", Inputs::keywords),
          new Job<>(
              new ProfileTask(),
              "a user's interests, short text and structured",
              Inputs::histories,
              true),
          new Job<>(
              new TagsTask(), "product, functions, audience, scene, brand, tone", Inputs::tagged),
          new Job<>(new SummaryTask(), "what the encoder reads", Inputs::items),
          new Job<>(
              new CopyTask(CopyPolicy.STANDARD),
              "ad copy in several styles, held to a policy",
              Inputs::ads),
          new Job<>(new ReasonTask(), "why each ad of a slate is shown", Inputs::slates),
          new Job<>(new RerankTask(), "candidates ordered as a list", Inputs::candidates),
          new Job<>(new SlateTask(), "a slate's diversity, relevance and quality", Inputs::slates),
          new Job<>(new ReportTask(), "a campaign's report from its figures", Inputs::measured));

  private Jobs() {}

  /** All of them. */
  public static List<Job<?, ?>> all() {
    return ALL;
  }

  /** The one of a name. */
  public static Job<?, ?> named(String name) {
    return ALL.stream()
        .filter(job -> job.task().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "there is no task '" + name + "'",
                    "tasks are "
                        + ALL.stream()
                            .map(job -> job.task().name())
                            .collect(Collectors.joining(", "))));
  }
}
