package io.adlib.learn.generator;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingResult;
import io.adlib.learn.training.Validation;
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
   * @param valid sequences whose targets validation asks for, each from the prompt up to its
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

  /** Every target, or at most so many, evenly spread. */
  private static List<Case> cases(List<TrainingSequence> valid, Trie trie, int limit) {
    long all = valid.stream().mapToLong(one -> targets(one, trie).count()).sum();
    long wanted = Math.min(all, limit);
    var kept = new ArrayList<Case>();
    long seen = 0;
    for (TrainingSequence sequence : valid) {
      for (int t : targets(sequence, trie).toArray()) {
        if (seen * wanted / all < (seen + 1) * wanted / all) {
          kept.add(new Case(sequence.prompt().upTo(t), sequence.target_T()[t]));
        }
        seen++;
      }
    }
    return kept;
  }

  /** The positions whose target the trie has. */
  private static IntStream targets(TrainingSequence sequence, Trie trie) {
    int[] target_T = sequence.target_T();
    return IntStream.range(0, target_T.length)
        .filter(t -> target_T[t] >= 0 && trie.leaf(target_T[t]) >= 0);
  }

  /** The mean of 1/(rank+1) within the beam: finer than a hit rate where cases are few. */
  private static Validation reciprocalRank(Generator model, Trie trie, int beam, List<Case> cases) {
    return Validation.mean(
        Arrays.stream(ranks(model, trie, beam, cases))
            .mapToDouble(rank -> rank < 0 ? 0 : 1.0 / (rank + 1))
            .toArray());
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
