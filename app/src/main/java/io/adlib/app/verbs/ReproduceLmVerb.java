package io.adlib.app.verbs;

import io.adlib.app.lm.RewardPage;
import io.adlib.app.lm.RewardReproduction;
import io.adlib.app.lm.RewardTraining;
import io.adlib.app.lm.SmallModelReproduction;
import io.adlib.app.lm.WeightComparison;
import io.adlib.app.lm.WeightCurves;
import io.adlib.app.lm.WeightPage;
import io.adlib.app.lm.WorthPage;
import io.adlib.app.terminal.Output;
import io.adlib.app.terminal.TerminalProgress;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.learn.lm.grpo.GrpoTraining;
import io.adlib.learn.lm.grpo.Held;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the small language model from nothing and measures it. */
@Command(
    name = "lm",
    description =
        "The small language model from nothing, on the demo market: corpus, tokenizer, training, and its"
            + " worth against templates on ads it has not seen. An interrupted run goes on.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  adlib reproduce lm --work lm --minutes 30",
      "  adlib reproduce lm --work lm --reward recall   train that model further"
    })
final class ReproduceLmVerb implements Runnable {

  private static final int PROMPTS = 320;
  private static final int HELD = 100;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      defaultValue = "reproduce-lm",
      description = "Checkpoints and the model (default: ${DEFAULT-VALUE}).")
  private Path work;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "12",
      description = "Passes over the corpus (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--inputs",
      paramLabel = "N",
      defaultValue = "400",
      description = "Inputs of each task in the test (default: ${DEFAULT-VALUE}).")
  private int inputs;

  @Option(
      names = "--compare",
      paramLabel = "SEEDS",
      defaultValue = "0",
      description =
          "Instead, compare adaptive weights with uniform ones and with a model for each task alone,"
              + " by tiny models of so many seeds; the curves of each task go into compare/curves.svg.")
  private int compare;

  @Option(
      names = "--measure",
      paramLabel = "FOLDER",
      description = "Instead, measure a model that is there, such as one trained on from another.")
  private Path measured = Path.of("");

  @Option(
      names = "--reward",
      paramLabel = "REWARD",
      defaultValue = "",
      description =
          "Instead, train the model of --work further on a reward: recall (its queries find their ad),"
              + " agreement (its grades agree with the teacher's) or profile (a frozen ranker tells by its"
              + " profiles what users do next).")
  private String reward;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "8",
      description = "With --reward: passes over the prompts (default: ${DEFAULT-VALUE}).")
  private int passes;

  @Mixin private TrainingOptions common = new TrainingOptions();

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    Duration budget = common.budget();
    Bounds.whole("--epochs", epochs, 1, 10_000);
    Bounds.whole("--inputs", inputs, 1, 1_000_000);
    Bounds.whole("--compare", compare, 0, 100);
    Bounds.whole("--passes", passes, 1, 10_000);
    Beside.atMostOne(spec, "--compare", "--measure", "--reward");
    if (reward.isEmpty()) {
      Beside.none(spec, "--reward", "--passes");
    }
    if (Files.exists(work) && !Files.isDirectory(work)) {
      throw new InputException(work + " is a file", "name a folder with --work");
    }
    var progress = TerminalProgress.detect();
    var reproduction =
        new SmallModelReproduction(work, epochs, budget, inputs, progress, common.seed());
    if (!measured.toString().isEmpty()) {
      measure(reproduction);
      return;
    }
    if (!reward.isEmpty()) {
      reward(reproduction, budget);
      return;
    }
    if (compare > 0) {
      WeightComparison.Compared compared =
          reproduction.compare(compare).orElseThrow(ReproduceLmVerb::interrupted);
      Path picture = work.resolve("compare").resolve("curves.svg");
      AtomicFiles.write(picture, WeightCurves.svg(compared.curves()));
      ReportFiles.write(
              work.resolve("compare"),
              "report",
              WeightPage.of(compared, made("--epochs %d --compare %d".formatted(epochs, compare))),
              compared)
          .print(common.json(), () -> table(compared, picture));
      return;
    }
    SmallModelReproduction.Made made;
    try {
      made = reproduction.run().orElseThrow(ReproduceLmVerb::interrupted);
    } catch (InterruptedException _) {
      throw interrupted();
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("examples", made.examples());
    all.put("parameters", made.trained().parameters());
    all.put("steps", made.trained().result().steps());
    all.put("seconds", made.trained().result().elapsed().toSeconds());
    all.put("figures", made.worth().figures());
    all.put("differences", made.worth().differences());
    Map<String, String> facts = made("--epochs " + epochs);
    facts.put("examples", made.examples().toString());
    facts.put("model", model(made));
    ReportFiles.write(work, "report", WorthPage.of(made.worth(), facts), all)
        .print(
            common.json(),
            () -> {
              Output.line("examples         %s", made.examples());
              Output.line("model            %s, in %s", model(made), work.resolve("model"));
              table(made.worth());
            });
  }

  private static String model(SmallModelReproduction.Made made) {
    return "%,d parameters, %,d steps, %d min"
        .formatted(
            made.trained().parameters(),
            made.trained().result().steps(),
            made.trained().result().elapsed().toMinutes());
  }

  /** What the page says of its making; the options that all have come last. */
  private Map<String, String> made(String options) {
    return ReportFiles.made(
        "adlib reproduce lm %s --inputs %d %s".formatted(options, inputs, common));
  }

  private void measure(SmallModelReproduction reproduction) {
    SmallModelReproduction.Worth worth;
    try {
      worth = reproduction.measure(measured);
    } catch (InterruptedException _) {
      throw interrupted();
    }
    Map<String, String> facts = made("--measure " + measured);
    ReportFiles.write(work, "report-measure", WorthPage.of(worth, facts), worth)
        .print(common.json(), () -> table(worth));
  }

  private static void table(SmallModelReproduction.Worth worth) {
    Output.line("%-46s %9s %12s %10s %22s", "", "templates", "adlib-small", "difference", "95 %");
    Map<String, Double> templates = worth.figures().getOrDefault("templates", Map.of());
    Map<String, Double> small = worth.figures().getOrDefault("adlib-small", Map.of());
    worth
        .differences()
        .forEach(
            (name, difference) ->
                Output.line(
                    "%-46s %9.3f %12.3f %+10.3f   [%+7.3f, %+7.3f]",
                    name,
                    templates.getOrDefault(name, Double.NaN),
                    small.getOrDefault(name, Double.NaN),
                    difference.mean(),
                    difference.low(),
                    difference.high()));
  }

  private void reward(SmallModelReproduction small, Duration budget) {
    var standard = GrpoTraining.Options.STANDARD;
    var options =
        new GrpoTraining.Options(
            standard.grpo(), standard.guard(), passes, standard.batch(), standard.rate(), budget);
    RewardTraining.Kind kind = RewardTraining.Kind.of(reward);
    RewardReproduction.Made made;
    try {
      made =
          new RewardReproduction(small, kind, PROMPTS, HELD, options)
              .run()
              .orElseThrow(ReproduceLmVerb::interrupted);
    } catch (InterruptedException _) {
      throw interrupted();
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("steps", made.trained().result().steps());
    all.put("seconds", made.trained().result().elapsed().toSeconds());
    all.put("rewards", made.trained().rewards());
    all.put("held", made.trained().held());
    all.put("figures", made.figures());
    Map<String, String> facts = made("--reward %s --passes %d".formatted(kind.label(), passes));
    ReportFiles.write(work, "report-" + kind.label(), RewardPage.of(kind, made, facts), all)
        .print(common.json(), () -> table(made));
  }

  private static void table(RewardReproduction.Made made) {
    for (int pass = 0; pass < made.trained().held().size(); pass++) {
      Held held = made.trained().held().get(pass);
      Output.line(
          "pass %2d  reward %s  held out %.3f  tokens %.1f  of the right form %.2f",
          pass,
          pass == 0 ? "    -" : "%.3f".formatted(made.trained().rewards().get(pass - 1)),
          held.metric(),
          held.length(),
          held.formed());
    }
    Map<String, Double> before = made.figures().getOrDefault("before", Map.of());
    Output.line("%-46s %12s %12s", "", "before", "after");
    made.figures()
        .getOrDefault("after", Map.of())
        .forEach(
            (name, after) ->
                Output.line(
                    "%-46s %12.3f %12.3f", name, before.getOrDefault(name, Double.NaN), after));
  }

  private static void table(WeightComparison.Compared compared, Path picture) {
    compared
        .losses()
        .forEach(
            (arm, byTask) ->
                byTask.forEach(
                    (task, losses) ->
                        Output.line(
                            "%-12s %-10s mean held-out loss %.4f  %s",
                            arm,
                            task,
                            losses.stream().mapToDouble(x -> x).average().orElse(Double.NaN),
                            losses)));
    Output.line("curves           %s", picture);
  }

  private static EnvironmentException interrupted() {
    return new EnvironmentException(
        "the training was interrupted; its checkpoint is kept",
        "run the same command again: it goes on from there");
  }
}
