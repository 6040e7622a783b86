package io.adlib.app.hub;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.config.AdlibConfig;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.run.AnswerStore;
import io.adlib.llm.run.Batch;
import io.adlib.llm.run.Pauses;
import io.adlib.llm.run.Result;
import io.adlib.llm.run.Settings;
import io.adlib.llm.task.Task;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that writes for the market as {@code adlib enrich} has it write: through the same batch,
 * verifiers and store, so that an interrupted run asks nothing twice.
 *
 * @param name what people call it
 */
record HubWriter(String name, LanguageModel model, Path store) {

  /** Accepted answers by the ids of their inputs; what is refused is missing. */
  <I, A> Map<String, A> write(Task<I, A> task, List<I> inputs, Progress progress)
      throws InterruptedException {
    Settings settings = Settings.of(AdlibConfig.defaults().llm());
    try (AnswerStore answers = AnswerStore.open(store, AdlibConfig.defaults().llm().currency())) {
      var batch =
          new Batch(model, answers, settings, InstantSource.system(), Pauses.REAL, new Seed(1));
      Batch.Run<A> run = batch.run(task, inputs, progress);
      if (!(run.end() instanceof Batch.End.Complete)) {
        throw new EnvironmentException(
            name + " does not answer " + task.name() + ": " + run.end(),
            "run the same command again: it goes on");
      }
      var accepted = new LinkedHashMap<String, A>();
      for (int i = 0; i < inputs.size(); i++) {
        String id = task.id(inputs.get(i));
        run.results()
            .get(i)
            .ifPresent(
                result -> {
                  if (result instanceof Result.Accepted<A>(var verdict, _)) {
                    accepted.put(id, verdict.answer());
                  }
                });
      }
      return accepted;
    }
  }
}
