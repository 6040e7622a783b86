package io.adlib.bench.training;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.learn.reproduce.SequentialReproduction;
import io.adlib.learn.tiger.Tiger;
import io.adlib.learn.tiger.TigerBeam;
import io.adlib.learn.tiger.TigerConfig;
import io.adlib.learn.tiger.TigerScorer;
import io.adlib.learn.tiger.TigerTraining;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.format.SemanticIdsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * TIGER's encoder–decoder on a public folder at several settings, each trained for as long, and
 * what each reaches on validation; test is never looked at. Settings are what differs from {@link
 * TigerConfig#forData}: {@code dropout}, {@code rate}, {@code epochs}, {@code batch}, {@code
 * layers}, {@code hidden}, {@code width}, {@code heads}, {@code decay}, {@code seed}, joined by
 * commas, {@code base} for none.
 *
 * <pre>java … io.adlib.bench.training.TigerSettings DATA WORK MINUTES base dropout=.3,epochs=30
 * </pre>
 *
 * The semantic IDs and the texts' vectors are kept in WORK, checkpoints in a folder a setting.
 */
public final class TigerSettings {

  private static final int CASES = 4000;
  private static final Seed ROOT = new Seed(1);

  private final LeaveOneOut split;
  private final SemanticIds ids;
  private final Trie trie;
  private final Path work;
  private final Duration budget;

  private TigerSettings(Path data, Path work, Duration budget) {
    SequentialDataset set = SequentialDataset.read(data);
    split = set.split();
    ids = ids(set, work);
    trie = Trie.of(ids);
    this.work = work;
    this.budget = budget;
  }

  /** Prints a line a setting. */
  public static void main(String[] args) {
    System.out.println(Torch.start(1));
    var settings =
        new TigerSettings(
            Path.of(args[0]),
            Path.of(args[1]),
            Duration.ofSeconds(Math.round(60 * Double.parseDouble(args[2]))));
    for (String setting : Arrays.copyOfRange(args, 3, args.length)) {
      System.out.println(settings.train(setting));
    }
  }

  private static SemanticIds ids(SequentialDataset set, Path work) {
    Path file = work.resolve("semantic_ids");
    if (Files.exists(file)) {
      return SemanticIdsFile.load(file);
    }
    SemanticIds made = SequentialReproduction.ids(set, work, 1, Progress.SILENT, ROOT);
    SemanticIdsFile.save(file, made);
    return made;
  }

  private String train(String setting) {
    int[][] train = split.train();
    long targets = Arrays.stream(train).mapToLong(s -> Math.max(0, s.length - 1)).sum();
    Map<String, String> differs = differences(setting);
    Seed seed = ROOT.of(Long.parseLong(differs.getOrDefault("seed", "0")));
    differs.remove("seed");
    TigerConfig config = config(TigerConfig.forData(ids, targets), differs).within(budget);
    LeaveOneOut.Cases valid = split.validation().thinnedTo(CASES);
    ToDoubleFunction<Tiger> validation =
        model ->
            FullRanking.of(new TigerScorer(new TigerBeam(model, ids, trie, config.beam())), valid)
                .masked()
                .top()
                .n10();
    try (var model = new Tiger(config, seed)) {
      long weights = model.parameters().count();
      TrainingResult result =
          Training.run(
              new TigerTraining(model, train, ids, validation),
              config.training(),
              work.resolve(setting.replaceAll("[^a-z0-9.]+", "-")),
              Progress.SILENT,
              seed,
              InstantSource.system());
      return String.format(
          Locale.ROOT,
          "%s: N@10 of %d validation cases %.4f after step %d of %d, %s in %d s, loss %.3f, %d weights",
          setting,
          valid.size(),
          result.bestValidation(),
          result.bestStep(),
          result.steps(),
          result.end(),
          result.elapsed().toSeconds(),
          result.lastLoss(),
          weights);
    }
  }

  private static Map<String, String> differences(String setting) {
    var differs = new HashMap<String, String>();
    if (!setting.equals("base")) {
      for (String part : setting.split(",")) {
        String[] pair = part.split("=", 2);
        if (pair.length < 2) {
          throw new InputException(
              part + " is no setting", "give name=value, such as dropout=.3, or base");
        }
        differs.put(pair[0], pair[1]);
      }
    }
    return differs;
  }

  private static TigerConfig config(TigerConfig base, Map<String, String> differs) {
    var left = new HashMap<>(differs);
    TrainingConfig t = base.training();
    int epochs = number(left, "epochs", t.epochs());
    double decay = real(left, "decay", .01);
    var training =
        new TrainingConfig(
            number(left, "batch", t.batch()),
            epochs,
            real(left, "rate", t.rate()),
            t.finalShare(),
            t.warmUp(),
            t.maxNorm(),
            new AdamW.Settings(.9, .98, 1e-8, decay),
            Math.max(1, epochs / 4),
            t.patience(),
            t.checkpointEvery(),
            t.budget());
    var config =
        new TigerConfig(
            base.depth(),
            base.codes(),
            number(left, "width", base.width()),
            number(left, "heads", base.heads()),
            number(left, "layers", base.layers()),
            number(left, "hidden", base.hidden()),
            base.buckets(),
            base.maxItems(),
            real(left, "dropout", base.dropout()),
            base.precision(),
            training,
            base.beam(),
            base.validationCases());
    if (!left.isEmpty()) {
      throw new InputException("no setting is called " + left.keySet(), "see this class's page");
    }
    return config;
  }

  private static int number(Map<String, String> left, String name, int base) {
    String value = left.remove(name);
    return value == null ? base : Integer.parseInt(value);
  }

  private static double real(Map<String, String> left, String name, double base) {
    String value = left.remove(name);
    return value == null ? base : Double.parseDouble(value);
  }
}
