package io.adlib.learn.generator;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import io.adlib.learn.training.Validation;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The generator with its data. Used by one thread. */
public final class GeneratorTraining implements Trainee {

  private final Generator model;
  private final List<TrainingSequence> all;

  /** Numbers of the sequences that have a target in the trie. */
  private final int[] usable;

  private final GeneratorRegularisation regularisation;
  private final TargetWeights weights;
  private final GeneratorLoss loss;
  private final Function<Generator, Validation> validation;
  private Validation last = Validation.of(0);

  /** One that learns to predict the next item only. */
  public GeneratorTraining(
      Generator model,
      List<TrainingSequence> all,
      SemanticIds ids,
      Trie trie,
      GeneratorRegularisation regularisation,
      Function<Generator, Validation> validation) {
    this(model, all, ids, trie, regularisation, 1, validation);
  }

  /** One to whom all targets count alike. */
  public GeneratorTraining(
      Generator model,
      List<TrainingSequence> all,
      SemanticIds ids,
      Trie trie,
      GeneratorRegularisation regularisation,
      int predictions,
      Function<Generator, Validation> validation) {
    this(model, all, ids, trie, regularisation, predictions, TargetWeights.NONE, validation);
  }

  /**
   * Clears the model's embedding rows that the training never names.
   *
   * @param all the sequences, read one by one as they are needed, so they may lie in a file
   * @param predictions how many of the next items each position predicts, {@link MultiTokenHeads}
   * @param weights how much each target counts
   * @param validation how good the model is, higher is better
   * @throws InputException if no sequence has a target in the trie
   */
  public GeneratorTraining(
      Generator model,
      List<TrainingSequence> all,
      SemanticIds ids,
      Trie trie,
      GeneratorRegularisation regularisation,
      int predictions,
      TargetWeights weights,
      Function<Generator, Validation> validation) {
    this.model = model;
    this.weights = weights;
    this.regularisation = regularisation;
    this.validation = validation;
    this.all = all;
    loss = new GeneratorLoss(model, ids, trie, new MultiTokenHeads(model, predictions));
    usable =
        IntStream.range(0, all.size())
            .filter(i -> Arrays.stream(all.get(i).target_T()).anyMatch(loss::known))
            .toArray();
    if (usable.length == 0) {
      throw new InputException(
          "there is nothing to train the generator on: no sequence leads to a servable item",
          "import events of items that the catalogue has");
    }
    model.clearRowsBut(loss.seen(Arrays.stream(usable).mapToObj(all::get)));
  }

  @Override
  public String name() {
    return "train generator";
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public int examples() {
    return usable.length;
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    return gradients(examples, 1, randomness);
  }

  /**
   * The same of the loss times a factor: beside something else that is learnt.
   *
   * @return the loss, times the factor
   */
  public Step gradients(int[] examples, double factor, Seed randomness) {
    List<TrainingSequence> batch =
        Arrays.stream(examples)
            .mapToObj(example -> all.get(usable[example]))
            .sorted(Comparator.comparingInt(s -> s.prompt().length()))
            .toList();
    int targets =
        (int)
            batch.stream()
                .flatMapToInt(s -> Arrays.stream(s.target_T()))
                .filter(loss::known)
                .count();
    return Torch.step(
        () ->
            new Step(
                loss.backward(batch, weights, factor, regularisation, new Dropout(randomness)),
                targets));
  }

  @Override
  public double validate() {
    last = validation.apply(model);
    return last.figure();
  }

  @Override
  public double uncertainty() {
    return last.error();
  }
}
