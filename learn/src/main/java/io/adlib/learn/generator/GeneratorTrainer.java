package io.adlib.learn.generator;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingResult;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Trains a generator from sequences to a file that serving loads. */
public final class GeneratorTrainer {

  private static final int CHUNK = 64;

  private GeneratorTrainer() {}

  /**
   * What came of a training.
   *
   * @param weights the exported safetensors file, the best weights by validation
   * @param result how the training ended; after {@link TrainingResult.End#INTERRUPTED} nothing was
   *     exported, and the same call goes on
   * @param recallAt10 on the validation cases, with nothing masked, by beam search; 0 if
   *     interrupted
   */
  public record Trained(Path weights, TrainingResult result, double recallAt10) {}

  /**
   * Trains, or goes on training, and exports. Runs on the calling thread; interrupt it to stop with
   * a checkpoint.
   *
   * @param train sequences to learn from, in memory or in a {@link
   *     io.adlib.sid.prompt.SequenceFile}
   * @param valid sequences whose LAST target is what validation asks for, from the prompt up to its
   *     position; never trained on
   * @param trie what may be generated: the loss is normalised over its codes only
   * @param folder checkpoints and {@code generator.safetensors}
   * @throws io.adlib.core.InputException if no sequence has a target in the trie
   */
  public static Trained train(
      GeneratorConfig config,
      List<TrainingSequence> train,
      List<TrainingSequence> valid,
      SemanticIds ids,
      Trie trie,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    Torch.start(config.threads());
    try (var model = new Generator(config.shape(), seed)) {
      var cases = cases(valid, trie, config.validationCases());
      var trainee =
          new GeneratorTraining(
              model,
              train,
              ids,
              trie,
              config.regularisation(),
              config.predictions(),
              present -> reciprocalRank(present, trie, config.beam(), cases));
      TrainingResult result =
          Training.run(trainee, config.training(), folder, progress, seed, clock);
      Path file = folder.resolve("generator.safetensors");
      if (result.end() == TrainingResult.End.INTERRUPTED) {
        return new Trained(file, result, 0);
      }
      GeneratorExport.write(model, ids.tokenizer(), file);
      return new Trained(file, result, recallAt10(model, trie, config.beam(), cases));
    }
  }

  private record Case(Prompt prompt, int item) {}

  /** Evenly spread over the sequences, at most so many. */
  private static List<Case> cases(List<TrainingSequence> valid, Trie trie, int limit) {
    int[] usable =
        IntStream.range(0, valid.size()).filter(i -> lastTarget(valid.get(i), trie) >= 0).toArray();
    int step = Math.max(1, Math.ceilDiv(usable.length, Math.max(1, limit)));
    var kept = new ArrayList<Case>();
    for (int i = 0; i < usable.length; i += step) {
      TrainingSequence sequence = valid.get(usable[i]);
      int last = lastTarget(sequence, trie);
      kept.add(new Case(sequence.prompt().upTo(last), sequence.target_T()[last]));
    }
    return kept;
  }

  /** The last position whose target the trie has, or −1. */
  private static int lastTarget(TrainingSequence sequence, Trie trie) {
    int last = sequence.target_T().length - 1;
    while (last >= 0
        && !(sequence.target_T()[last] >= 0 && trie.leaf(sequence.target_T()[last]) >= 0)) {
      last--;
    }
    return last;
  }

  /** The mean of 1/(rank+1) within the beam: finer than a hit rate where cases are few. */
  private static double reciprocalRank(Generator model, Trie trie, int beam, List<Case> cases) {
    return Arrays.stream(ranks(model, trie, beam, cases))
        .mapToDouble(rank -> rank < 0 ? 0 : 1.0 / (rank + 1))
        .average()
        .orElse(0);
  }

  private static double recallAt10(Generator model, Trie trie, int beam, List<Case> cases) {
    return Arrays.stream(ranks(model, trie, beam, cases))
        .mapToDouble(rank -> rank >= 0 && rank < 10 ? 1 : 0)
        .average()
        .orElse(0);
  }

  private static int[] ranks(Generator model, Trie trie, int beam, List<Case> cases) {
    var search = new GeneratorBeam(model, trie, beam);
    int[] ranks = new int[cases.size()];
    for (int from = 0; from < ranks.length; from += CHUNK) {
      List<Case> part = cases.subList(from, Math.min(ranks.length, from + CHUNK));
      var found = search.search(part.stream().map(Case::prompt).toList());
      for (int i = 0; i < part.size(); i++) {
        ranks[from + i] = indexOf(found.get(i).item_K(), part.get(i).item());
      }
    }
    return ranks;
  }

  private static int indexOf(int[] items, int item) {
    for (int k = 0; k < items.length; k++) {
      if (items[k] == item) {
        return k;
      }
    }
    return -1;
  }
}
