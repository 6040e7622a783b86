package io.adlib.learn.crossencoder;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.text.TokenPair;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import io.adlib.learn.training.Validation;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Fine-tunes a cross-encoder on graded pairs: the cross-entropy of each cut between the grades,
 * validated by the squared error of the expected grade on pairs held out. Called again with the
 * same folder it goes on where it was.
 */
public final class CrossEncoderTraining implements Trainee {

  private final CrossEncoder model;
  private final List<GradedPair> training;
  private final List<GradedPair> validation;
  private final Precision precision;
  private double uncertainty;

  /**
   * @param validation pairs of other queries than those of the training
   * @param precision of matrix products in training; grading is always float32
   */
  public CrossEncoderTraining(
      CrossEncoder model,
      List<GradedPair> training,
      List<GradedPair> validation,
      Precision precision) {
    this.model = model;
    this.training = List.copyOf(training);
    this.validation = List.copyOf(validation);
    this.precision = precision;
  }

  /** How it is trained for a number of passes over the pairs. */
  public static TrainingConfig config(int epochs) {
    return new TrainingConfig(
        32,
        epochs,
        1e-4,
        0,
        30,
        1,
        new AdamW.Settings(.9, .999, 1e-8, .01),
        1,
        epochs,
        50,
        TrainingConfig.NO_LIMIT);
  }

  /** Trains with checkpoints in a folder, from the shares of the grades on. */
  public TrainingResult run(TrainingConfig config, Path folder, Progress progress, Seed seed) {
    double[] pAbove = new double[CrossEncoder.CUTS];
    for (int cut = 0; cut < pAbove.length; cut++) {
      int grade = cut + 1;
      double above = training.stream().filter(example -> example.grade() > grade).count();
      pAbove[cut] = (above + 1) / (training.size() + 2);
    }
    model.beginWith(pAbove);
    return Training.run(this, config, folder, progress, seed, InstantSource.system());
  }

  @Override
  public String name() {
    return "train cross-encoder";
  }

  @Override
  public Parameters parameters() {
    return model.trained();
  }

  @Override
  public int examples() {
    return training.size();
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    List<GradedPair> batch =
        Arrays.stream(examples)
            .mapToObj(training::get)
            .sorted(Comparator.comparingInt(example -> example.pair().length()))
            .toList();
    double loss =
        Torch.step(
            () -> {
              Tensor mean = loss(batch, new Dropout(randomness));
              mean.backward();
              return mean.item();
            });
    return new Step(loss, batch.stream().mapToInt(example -> example.pair().length()).sum());
  }

  /** The mean cross-entropy of the cuts of pairs that ascend by length. */
  Tensor loss(List<GradedPair> batch, Dropout dropout) {
    List<TokenPair> pairs = batch.stream().map(GradedPair::pair).toList();
    int cuts = batch.size() * CrossEncoder.CUTS;
    Tensor logit_N1 = model.logits(pairs, dropout, precision).reshape(cuts, 1);
    int[] isBelow_N = new int[cuts];
    for (int i = 0; i < cuts; i++) {
      int cut = i % CrossEncoder.CUTS + 1;
      isBelow_N[i] = batch.get(i / CrossEncoder.CUTS).grade() > cut ? 0 : 1;
    }
    return Tensor.concat(1, logit_N1, Tensor.zeros(cuts, 1))
        .logSoftmax()
        .gather(1, Tensor.of(isBelow_N, cuts, 1))
        .sum()
        .mul(-1.0 / batch.size());
  }

  @Override
  public double validate() {
    double[] grades = model.grades(validation.stream().map(GradedPair::pair).toList());
    double[] errors = new double[grades.length];
    for (int i = 0; i < errors.length; i++) {
      double off = grades[i] - validation.get(i).grade();
      errors[i] = -off * off;
    }
    Validation result = Validation.mean(errors);
    uncertainty = result.error();
    return result.figure();
  }

  @Override
  public double uncertainty() {
    return uncertainty;
  }
}
