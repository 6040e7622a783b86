package io.adlib.app.verbs;

import io.adlib.app.lm.EmbeddedModel;
import io.adlib.app.lm.RewardTraining;
import io.adlib.app.lm.WorkspaceRewards;
import io.adlib.app.pipeline.Session;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.learn.lm.Lora;
import io.adlib.learn.lm.grpo.GrpoTraining;
import io.adlib.learn.lm.grpo.Held;
import io.adlib.learn.lm.tune.AdaptiveWeights;
import io.adlib.learn.lm.tune.ChatCorpus;
import io.adlib.learn.lm.tune.LmTraining;
import io.adlib.learn.lm.tune.TaskProgress;
import io.adlib.learn.lm.tune.TuningOptions;
import io.adlib.learn.torch.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fine-tunes a language model on a chat corpus. */
@Command(
    name = "lm",
    description =
        "Fine-tunes a language model on a chat corpus of many tasks, with weights for what is still hard:"
            + " a folder of Hugging Face (dense or MoE Qwen3, Llama), all weights or LoRA, or a small model from"
            + " nothing. Writes a folder of the same kind. An interrupted run goes on."
            + " With --stage grpo it trains a small model further on rewards that a program can check, out of a"
            + " workspace; it stops if the reward is being hacked.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  adlib train lm --corpus corpus.jsonl --out my-model",
      "  adlib train lm --corpus corpus.jsonl --base Qwen3-0.6B --lora 16 --out tuned",
      "  adlib train lm --stage grpo --reward recall -w shop --base tuned --out better"
    })
final class TrainLmVerb implements Runnable {

  private static final double FULL_RATE = 2e-5;
  private static final double LORA_RATE = 2e-4;
  private static final int MOST_EPOCHS = 10_000;
  private static final int MOST_BATCH = 65_536;

  @Option(
      names = "--corpus",
      paramLabel = "FILE",
      description = "JSON Lines of {\"messages\": […], \"task\": …, \"id\": …}.")
  private Path corpus = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the model is written.")
  private Path out;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      defaultValue = "sft",
      description = "sft: from a corpus; grpo: on a reward (default: ${DEFAULT-VALUE}).")
  private String stage;

  @Option(
      names = "--reward",
      paramLabel = "REWARD",
      defaultValue = "recall",
      description =
          "With grpo: recall, queries that find their ad in the workspace's own index; agreement, grades"
              + " that agree with the labels of adlib enrich relevance; profile, profiles by which a frozen ranker"
              + " tells what users do next (default: ${DEFAULT-VALUE}).")
  private String reward;

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      defaultValue = ".",
      description = "With grpo: the workspace (default: the present folder).")
  private Path workspace;

  @Option(
      names = "--prompts",
      paramLabel = "N",
      defaultValue = "320",
      description = "With grpo: most prompts to learn from (default: ${DEFAULT-VALUE}).")
  private int prompts;

  @Option(
      names = "--kl",
      paramLabel = "B",
      defaultValue = "0.02",
      description = "With grpo: weight of the divergence from --base (default: ${DEFAULT-VALUE}).")
  private double kl;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description =
          "The model to go on from, or the word embedded for the small one that comes with Adlib;"
              + " without it a small one is made from nothing.")
  private Path base = Path.of("");

  @Option(
      names = "--lora",
      paramLabel = "RANK",
      defaultValue = "0",
      description = "Train adapters of this rank instead of all weights; merged in the end.")
  private int lora;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description = "Checkpoints (default: OUT.checkpoints).")
  private Path work = Path.of("");

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Passes over the corpus (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "Examples a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0",
      description = "Highest learning rate (default: 2e-3 from nothing, 2e-4 LoRA, 2e-5 full).")
  private double rate;

  @Option(
      names = "--longest",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Most tokens of an example; longer ones are left out (default: ${DEFAULT-VALUE}).")
  private int longest;

  @Option(
      names = "--uniform",
      description = "Let all examples and all tasks count alike, whatever is hard.")
  private boolean uniform;

  @Option(
      names = "--prompt-weight",
      paramLabel = "W",
      description =
          "What a prompt's own loss counts beside its answer's; at 0 only answers are learned (default: 1 from"
              + " nothing, 0 with --base).")
  private Optional<Double> promptWeight = Optional.empty();

  @Mixin private TrainingOptions common = new TrainingOptions();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    check();
    Path checkpoints = work.toString().isEmpty() ? Path.of(out + ".checkpoints") : work;
    switch (stage) {
      case "sft" -> {
        Beside.none(spec, "--stage grpo", "--reward", "--workspace", "--prompts", "--kl");
        tune(checkpoints);
      }
      case "grpo" -> {
        Beside.none(spec, "--stage sft", "--corpus", "--longest", "--uniform", "--prompt-weight");
        reward(checkpoints);
      }
      default ->
          throw new InputException("there is no stage '" + stage + "'", "stages are sft and grpo");
    }
  }

  /** What would otherwise be found wrong after hours. */
  private void check() {
    Duration _ = common.budget();
    Bounds.whole("--epochs", epochs, 1, MOST_EPOCHS);
    Bounds.whole("--batch", batch, 1, MOST_BATCH);
    Bounds.whole("--prompts", prompts, 2, 1_000_000);
    Bounds.whole("--lora", lora, 0, 4096);
    Bounds.whole("--longest", longest, 8, 1 << 20);
    Bounds.number("--rate", rate, 0, 1);
    Bounds.number("--kl", kl, 0, 1000);
    Bounds.number("--prompt-weight", promptWeight.orElse(0.0), 0, 100);
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new InputException(out + " is a file", "name a folder for the model with --out");
    }
    if (!base.toString().isEmpty()
        && out.toAbsolutePath().normalize().equals(base.toAbsolutePath().normalize())) {
      throw new InputException(
          "the new model would overwrite " + base + ", which it goes on from",
          "name another folder with --out");
    }
  }

  private void reward(Path checkpoints) {
    if (base.toString().isEmpty() || lora != 0) {
      throw new InputException(
          "a reward trains all weights of a small model that is there", "name one with --base");
    }
    var standard = GrpoTraining.Options.STANDARD;
    var options =
        new GrpoTraining.Options(
            standard.grpo().kl(kl),
            standard.guard(),
            epochs,
            Math.min(batch, prompts),
            rate > 0 ? rate : standard.rate(),
            common.budget());
    Path from = from(checkpoints);
    LmFolder.open(from).close();
    TerminalProgress progress = TerminalProgress.detect();
    Session session = Session.open(workspace, progress);
    var training = new RewardTraining(from, options, checkpoints, out, progress, common.seed());
    GrpoTraining.Trained trained;
    try {
      trained =
          new WorkspaceRewards(session, prompts)
              .train(RewardTraining.Kind.of(reward), training)
              .orElseThrow(() -> interrupted(checkpoints));
    } catch (InterruptedException _) {
      throw interrupted(checkpoints);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", out.toString());
    facts.put("steps", trained.result().steps());
    facts.put("seconds", trained.result().elapsed().toSeconds());
    facts.put("reward by pass", trained.rewards());
    facts.put("held out by pass", trained.held().stream().map(Held::metric).toList());
    facts.put("held-out tokens by pass", trained.held().stream().map(Held::length).toList());
    Output.facts(common.json(), facts);
  }

  private static EnvironmentException interrupted(Path checkpoints) {
    return new EnvironmentException(
        "the training was interrupted; its checkpoint is in " + checkpoints,
        "run the same command again: it goes on from there");
  }

  /** The base as a folder. */
  private Path from(Path checkpoints) {
    if (!base.equals(Path.of("embedded")) || Files.isDirectory(base)) {
      return base;
    }
    Path unpacked = checkpoints.resolve("embedded");
    EmbeddedModel.unpack(unpacked);
    return unpacked;
  }

  private void tune(Path checkpoints) {
    if (corpus.toString().isEmpty()) {
      throw new InputException("there is no corpus to learn from", "name one with --corpus");
    }
    LmTraining.Trained trained =
        LmTraining.run(
                ChatCorpus.read(corpus),
                options(checkpoints),
                checkpoints,
                out,
                TerminalProgress.detect(),
                common.seed())
            .orElseThrow(() -> interrupted(checkpoints));
    Output.facts(common.json(), facts(trained));
  }

  private TuningOptions options(Path checkpoints) {
    boolean hasBase = !base.toString().isEmpty();
    if (lora != 0 && !hasBase) {
      throw new InputException("--lora adapts a model that is there", "name one with --base");
    }
    var standard =
        TuningOptions.fromNothing(
            TuningOptions.Size.SMALL, uniform ? AdaptiveWeights.UNIFORM : AdaptiveWeights.STANDARD);
    double usual = !hasBase ? standard.rate() : lora > 0 ? LORA_RATE : FULL_RATE;
    return new TuningOptions(
        hasBase ? Optional.of(from(checkpoints)) : Optional.empty(),
        lora > 0 ? Optional.of(new Lora(lora, 2.0 * lora, Lora.ALL)) : Optional.empty(),
        standard.size(),
        standard.weights(),
        promptWeight.orElse(hasBase ? 0 : standard.promptWeight()),
        Precision.BFLOAT16,
        longest,
        standard.held(),
        epochs,
        batch,
        rate > 0 ? rate : usual,
        common.budget());
  }

  private Map<String, Object> facts(LmTraining.Trained trained) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", out.toString());
    facts.put("parameters", trained.parameters());
    facts.put("examples", trained.training());
    facts.put("held out", trained.validation());
    facts.put("too long", trained.tooLong());
    facts.put("steps", trained.result().steps());
    facts.put("seconds", trained.result().elapsed().toSeconds());
    TaskProgress progress = trained.progress();
    double[] first = progress.points().getFirst().loss_K();
    TaskProgress.Point last = progress.points().getLast();
    for (int k = 0; k < progress.tasks().size(); k++) {
      facts.put(
          progress.tasks().get(k),
          "loss %.3f, at the start %.3f, weight %.2f"
              .formatted(last.loss_K()[k], first[k], last.weight_K()[k]));
    }
    facts.put("curves", out.resolve("curves.csv").toString());
    return facts;
  }
}
