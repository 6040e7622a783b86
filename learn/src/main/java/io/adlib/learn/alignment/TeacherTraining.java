package io.adlib.learn.alignment;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult.End;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains the two teachers of {@link DualTeacherDistillation} on the items that somebody took. The
 * contrastive one draws an item's content vector and its collaborative vector together in a space
 * of their own, by InfoNCE; its features are the collaborative side. The generative one
 * reconstructs the content vector from hidden and smoothed collaborative vectors; its features are
 * what it makes with nothing hidden.
 */
public final class TeacherTraining implements Trainee {

  private static final TrainingConfig TRAINING =
      new TrainingConfig(
          1024,
          30,
          2e-3,
          .05,
          20,
          1,
          new AdamW.Settings(.9, .999, 1e-8, 1e-4),
          30,
          1,
          100,
          TrainingConfig.NO_LIMIT);

  private static final long LEAST_STEPS = 200;
  private static final String MASK = "teacher.mask";
  private static final double HIDDEN_SHARE = .1;
  private static final double TEMPERATURE = .1;
  private static final int WIDTH = 64;
  private static final int HIDDEN = 256;

  private final float[] content_ND;
  private final int contentWidth;
  private final CollaborativeVectors vectors;
  private final int[] known;
  private final MaskedGraph graph;
  private final Perceptron content;
  private final Perceptron collaborative;
  private final Perceptron generative;
  private final Parameters parameters;

  private TeacherTraining(
      float[] content_ND,
      CollaborativeVectors vectors,
      Behaviour behaviour,
      Parameters parameters) {
    this.content_ND = content_ND;
    this.vectors = vectors;
    this.parameters = parameters;
    contentWidth = content_ND.length / behaviour.items();
    known = IntStream.range(0, behaviour.items()).filter(behaviour::knows).toArray();
    graph = new MaskedGraph(vectors, behaviour);
    content = new Perceptron("teacher.content", contentWidth, HIDDEN, WIDTH);
    collaborative = new Perceptron("teacher.collaborative", vectors.dimension(), HIDDEN, WIDTH);
    generative = new Perceptron("teacher.generative", vectors.dimension(), HIDDEN, contentWidth);
    content.addWeights(parameters);
    collaborative.addWeights(parameters);
    generative.addWeights(parameters);
    parameters.normal(MASK, .1, 1, vectors.dimension());
  }

  /**
   * Trains both, or goes on training.
   *
   * @param content_ND an item's content vector each, row-major
   * @param folder checkpoints
   * @return what they say, or nothing if the thread was interrupted
   */
  public static Optional<Teachers> train(
      float[] content_ND,
      CollaborativeVectors vectors,
      Behaviour behaviour,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    try (var parameters = new Parameters(seed.of("teachers"))) {
      var training = new TeacherTraining(content_ND, vectors, behaviour, parameters);
      if (training.examples() > 0
          && Training.run(training, enough(training), folder, progress, seed, clock).end()
              == End.INTERRUPTED) {
        return Optional.empty();
      }
      return Optional.of(training.features(behaviour));
    }
  }

  private static TrainingConfig enough(TeacherTraining training) {
    return TRAINING.atLeast(LEAST_STEPS, training.examples());
  }

  private Teachers features(Behaviour behaviour) {
    int d = vectors.dimension();
    return Torch.stepWithoutGradient(
        () ->
            new Teachers(
                WIDTH,
                made(collaborative, vectors.item_ND(), behaviour.items(), d),
                made(collaborative, vectors.user_UD(), behaviour.users(), d),
                contentWidth,
                made(generative, graph.smoothed_ND(), behaviour.items(), d)));
  }

  private float[] made(Perceptron map, float[] rows, int count, int width) {
    return map.apply(Tensor.of(rows, count, width), parameters)
        .unit()
        .mul(Math.sqrt(map.out()))
        .floats();
  }

  @Override
  public String name() {
    return "train teachers on " + vectors.source();
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int examples() {
    return known.length;
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    int[] item_B = Arrays.stream(examples).map(e -> known[e]).toArray();
    int hidden = Math.max(1, (int) Math.round(HIDDEN_SHARE * item_B.length));
    int[] hidden_M = Arrays.copyOf(item_B, hidden);
    return Torch.step(
        () -> {
          Tensor text_BD = Rows.of(content_ND, contentWidth, item_B);
          Tensor behaviour_BD = Rows.of(vectors.item_ND(), vectors.dimension(), item_B);
          Tensor contrastive =
              InfoNce.loss(
                  content.apply(text_BD, parameters),
                  collaborative.apply(behaviour_BD, parameters),
                  item_B,
                  TEMPERATURE);
          Tensor smoothed_MD = graph.smoothed(hidden_M, parameters.get(MASK));
          Tensor reconstruction =
              InfoNce.loss(
                  generative.apply(smoothed_MD, parameters),
                  text_BD.narrow(0, 0, hidden),
                  hidden_M,
                  TEMPERATURE);
          Tensor loss = contrastive.add(reconstruction);
          loss.backward();
          return new Step(loss.item(), item_B.length);
        });
  }

  @Override
  public double validate() {
    return 0;
  }
}
