package io.adlib.learn.policy;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.generator.ExportedGenerator;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.GeneratorExport;
import io.adlib.learn.generator.GeneratorTraining;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingResult;
import io.adlib.learn.training.Validation;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The stages that come after next-item prediction (GPR): fine-tuning by value, the policy, and
 * after each the evaluator of what it came to. Each goes from a generator's file to another's; one
 * that is interrupted says so and goes on from its checkpoint when called again.
 */
public final class ValueStages {

  /** What a stage writes into its folder. */
  public static final String FILE = "generator.safetensors";

  private final ValueData data;
  private final Progress progress;
  private final Seed seed;
  private final InstantSource clock;

  /**
   * @param seed of all draws
   */
  public ValueStages(ValueData data, Progress progress, Seed seed, InstantSource clock) {
    this.data = data;
    this.progress = progress;
    this.seed = seed;
    this.clock = clock;
  }

  /** Fine-tunes a generator by value. */
  public Path vaft(ValueConfig config, Path from, Path folder) {
    try (var model = start(config, from)) {
      var trainee =
          new GeneratorTraining(
              model,
              data.train(),
              data.ids(),
              data.trie(),
              config.regularisation(),
              1,
              data.worth(),
              present -> Validation.of(data.guard().hitRate(present)));
      Path checkpoints = folder.resolve("vaft");
      done(
          Training.run(trainee, config.vaft(), checkpoints, progress, seed.of("vaft"), clock)
              .end());
      return evaluated(config, model, folder);
    }
  }

  /** Gives a generator an evaluator and changes nothing else. */
  public Path evaluator(ValueConfig config, Path from, Path folder) {
    try (var model = start(config, from)) {
      return evaluated(config, model, folder);
    }
  }

  /**
   * What a policy's training came to.
   *
   * @param weights the generator's file
   * @param result how it ended
   */
  public record Policy(Path weights, PolicyResult result) {}

  /** Trains a policy from a generator with an evaluator. */
  public Policy policy(ValueConfig config, Path from, Path folder) {
    try (var model = start(config, from);
        var reference = start(config, from)) {
      PolicyResult result =
          new PolicyTraining(
                  model,
                  reference,
                  data.ids(),
                  data.trie(),
                  data.episodes().subList(0, data.learnt()),
                  data.simulator(),
                  data.guard(),
                  config.policy(),
                  beside(config, model),
                  folder,
                  seed)
              .run(progress);
      if (result.end() == PolicyResult.End.INTERRUPTED) {
        throw interrupted();
      }
      return new Policy(evaluated(config, model, folder), result);
    }
  }

  /** A batch of clicks, fine-tuned on as before: the policy is not to forget what people want. */
  private PolicyTraining.Beside beside(ValueConfig config, Generator model) {
    if (config.imitation() == 0) {
      return PolicyTraining.Beside.NOTHING;
    }
    var clicks =
        new GeneratorTraining(
            model,
            data.train(),
            data.ids(),
            data.trie(),
            config.regularisation(),
            1,
            data.worth(),
            _ -> Validation.of(0));
    int size = config.vaft().batch();
    return new PolicyTraining.Beside(
        "%d of %d examples by %s, %s"
            .formatted(size, clicks.examples(), config.imitation(), config.regularisation()),
        randomness -> {
          RandomGenerator random = randomness.generator();
          int[] batch = random.ints(size, 0, clicks.examples()).toArray();
          clicks.gradients(batch, config.imitation(), randomness.of("dropout"));
        });
  }

  private Generator start(ValueConfig config, Path from) {
    Torch.start(config.threads());
    return ExportedGenerator.toTrain(from, config.evaluator(), seed.of("evaluator"));
  }

  /** Trains the evaluator of what a model has become, and exports both. */
  private Path evaluated(ValueConfig config, Generator model, Path folder) {
    var trainee =
        new EvaluatorTraining(
            model,
            data.ids(),
            data.trie(),
            data.episodes().subList(0, data.learnt()),
            data.episodes().subList(data.learnt(), data.episodes().size()),
            data.simulator(),
            config.policy().reward(),
            config.drawn(),
            config.even());
    Path checkpoints = folder.resolve("evaluator");
    model.parameters().clearGradients();
    done(
        Training.run(trainee, config.value(), checkpoints, progress, seed.of("evaluator"), clock)
            .end());
    Path file = folder.resolve(FILE);
    GeneratorExport.write(model, data.ids().tokenizer(), file);
    return file;
  }

  private static void done(TrainingResult.End end) {
    if (end == TrainingResult.End.INTERRUPTED) {
      throw interrupted();
    }
  }

  private static EnvironmentException interrupted() {
    return new EnvironmentException(
        "training was interrupted; its checkpoint is kept",
        "run the same command again: it goes on from there");
  }
}
