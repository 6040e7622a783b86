package io.adlib.learn.policy;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.generator.ExportedGenerator;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.learn.generator.GeneratorRegularisation;
import io.adlib.learn.generator.GeneratorTrainer;
import io.adlib.learn.generator.Situation;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A market of 400 items, more than a list is long, and a generator that knows what follows what.
 */
final class WideMarket {

  private static final int ITEMS = 400;

  final SemanticIds ids = ids();
  final Trie trie = Trie.of(ids);
  private final GeneratorShape shape =
      new GeneratorShape(3, 16, 2048, 2, 16, 2, 1, 24, 1, 8, 8).evaluator(16);
  private final Path weights;

  WideMarket(Path folder) {
    var training =
        new TrainingConfig(
            100,
            60,
            .02,
            .05,
            10,
            1,
            new AdamW.Settings(.9, .98, 1e-8, 0),
            60,
            9,
            1000,
            TrainingConfig.NO_LIMIT);
    var config =
        new GeneratorConfig(
            shape, 1, new GeneratorRegularisation(0, 0, 0, Precision.FLOAT32), training, 1, 12, 50);
    weights =
        GeneratorTrainer.train(
                config,
                pairs(),
                pairs().subList(0, 50),
                ids,
                trie,
                folder,
                Progress.SILENT,
                new Seed(6),
                InstantSource.system())
            .weights();
  }

  private static SemanticIds ids() {
    short[] codes = new short[ITEMS * 3];
    for (int i = 0; i < ITEMS; i++) {
      codes[i * 3] = (short) (i % 16);
      codes[i * 3 + 1] = (short) (i / 16 % 16);
      codes[i * 3 + 2] = (short) (i / 256);
    }
    List<String> names = IntStream.range(0, ITEMS).mapToObj(i -> "item" + i).toList();
    return new SemanticIds(names, 3, 16, codes);
  }

  private static int next(int item) {
    return (item * 7 + 3) % ITEMS;
  }

  private List<TrainingSequence> pairs() {
    return IntStream.range(0, ITEMS)
        .boxed()
        .flatMap(i -> TrainingSequence.ofItems(new int[] {i, next(i)}, ids, shape).stream())
        .toList();
  }

  /** The trained generator; the caller closes it. */
  Generator trained() {
    return ExportedGenerator.load(weights).model();
  }

  HitRateGuard guard() {
    return new HitRateGuard(
        IntStream.range(0, 200)
            .mapToObj(
                i -> new HeldOutCase(TrainingSequence.promptOf(new int[] {i}, ids, shape), next(i)))
            .toList(),
        trie,
        .02);
  }

  List<Episode> episodes() {
    return IntStream.range(0, ITEMS)
        .mapToObj(i -> TrainingSequence.promptOf(new int[] {i}, ids, shape))
        .map(prompt -> new Episode(new Situation(prompt, LegalLeaves.all(trie)), new int[0]))
        .toList();
  }

  /** The same reward for items by their codes here. */
  Simulator wrong(Simulator ofSmall) {
    return (episode, items) ->
        ofSmall.outcomes(episode, Arrays.stream(items).map(i -> i % 12).toArray());
  }
}
