package io.adlib.learn.policy;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.learn.generator.Generator;
import io.adlib.learn.generator.PathLikelihood;
import io.adlib.learn.generator.PathObjective;
import io.adlib.learn.generator.PathScores;
import io.adlib.learn.generator.Situation;
import io.adlib.learn.policy.PolicyResult.End;
import io.adlib.learn.policy.PolicyResult.Phase;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Checkpoint;
import io.adlib.learn.training.OtherSettings;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a policy in a simulator, phase by phase: items are drawn from the policy as it is, paid
 * for, and learnt from for a few steps; then a {@link HitRateGuard} looks. When the hit rate has
 * fallen too far against the start, the training stops itself and goes back to the last weights
 * that passed. A phase follows from its seed and the weights before it, and a checkpoint is written
 * after each, so a run that was killed goes on to the same numbers. Not thread-safe.
 */
public final class PolicyTraining {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyTraining.class);
  private static final String LATEST = "policy.safetensors";
  private static final int CHUNK = 32;

  /**
   * Something else that is learnt at each step of a policy, such as what users clicked.
   *
   * @param settings all that it depends on: a training goes on beside the same only
   * @param gradients adds its gradient to the model's parameters
   */
  public record Beside(String settings, Consumer<Seed> gradients) {
    /** Nothing else. */
    public static final Beside NOTHING = new Beside("nothing", _ -> {});
  }

  private final Generator model;
  private final PathLikelihood policy;
  private final PathLikelihood reference;
  private final List<Episode> episodes;
  private final Rewards rewards;
  private final HitRateGuard guard;
  private final PolicyConfig config;
  private final Beside beside;
  private final Seed seed;
  private final Path file;
  private final List<Phase> phases = new ArrayList<>();
  private double before;

  /**
   * @param model to train; its evaluator, if it has one, is the critic
   * @param reference the model it is kept close to, usually a copy of how it starts
   * @param episodes at least one
   * @param beside what else is learnt at each step
   * @param folder where the checkpoint lies
   */
  public PolicyTraining(
      Generator model,
      Generator reference,
      SemanticIds ids,
      Trie trie,
      List<Episode> episodes,
      Simulator simulator,
      HitRateGuard guard,
      PolicyConfig config,
      Beside beside,
      Path folder,
      Seed seed) {
    this.model = model;
    policy = new PathLikelihood(model, ids, trie);
    this.reference = new PathLikelihood(reference, ids, trie);
    this.episodes = List.copyOf(episodes);
    rewards = new Rewards(config.reward(), simulator, ids, trie, model.shape().joint());
    this.guard = guard;
    this.config = config;
    this.beside = beside;
    this.seed = seed.of("policy");
    file = folder.resolve(LATEST);
  }

  /**
   * Trains until the phases are done, the guard stops it, or the thread is interrupted.
   *
   * @throws InputException if the folder holds a training with other settings, or there is nothing
   *     to try
   */
  public PolicyResult run(Progress progress) {
    if (episodes.isEmpty()) {
      throw new InputException(
          "there is no request to try ads at", "import events of requests that showed ads");
    }
    makeFolder();
    try (var optimizer = new AdamW(model.parameters(), config.adamw());
        var task = progress.start("train policy", config.phases())) {
      if (Files.exists(file)) {
        uninterrupted(() -> resume(optimizer));
      } else {
        before = guard.hitRate(model);
        save(optimizer);
      }
      task.advance(phases.size());
      while (phases.size() < config.phases()) {
        if (!phases.isEmpty() && !guard.allows(phases.getLast().hitRate(), before)) {
          return result(End.GUARD);
        }
        if (Thread.currentThread().isInterrupted()) {
          return result(End.INTERRUPTED);
        }
        Phase phase = phase(phases.size(), optimizer);
        phases.add(phase);
        LOG.info("phase {}: {}, it started at {}", phases.size(), phase, before);
        if (!guard.allows(phase.hitRate(), before)) {
          Checkpoint.load(file, model.parameters());
          save(optimizer);
          return result(End.GUARD);
        }
        save(optimizer);
        task.advance(1);
        task.note("reward %.3f · hit rate %.3f".formatted(phase.reward(), phase.hitRate()));
      }
      boolean passed = phases.isEmpty() || guard.allows(phases.getLast().hitRate(), before);
      return result(passed ? End.PHASES : End.GUARD);
    }
  }

  private PolicyResult result(End end) {
    return new PolicyResult(end, before, phases);
  }

  private void makeFolder() {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw DiskFailure.of("making the folder of", file, e);
    }
  }

  // ── one phase ────────────────────────────────────────────────────────────────────────────────

  private Phase phase(int number, AdamW optimizer) {
    Seed own = seed.of(number);
    RandomGenerator random = own.of("episodes").generator();
    List<Rollout> rollouts = rollouts(drawn(random), own.of("items"));
    double reward =
        rollouts.stream()
            .flatMapToDouble(rollout -> java.util.Arrays.stream(rollout.reward_K()))
            .average()
            .orElse(0);
    double loss = 0;
    int steps = 0;
    for (int pass = 0; pass < config.passes(); pass++) {
      shuffle(rollouts, random);
      for (int from = 0; from < rollouts.size(); from += config.batch()) {
        List<Rollout> batch =
            rollouts.subList(from, Math.min(rollouts.size(), from + config.batch()));
        loss += step(batch, own.of("beside").of(steps++));
        optimizer.step(config.rate());
      }
    }
    return new Phase(reward, loss / steps, guard.hitRate(model));
  }

  /** The numbers of the episodes of a phase. */
  private int[] drawn(RandomGenerator random) {
    return random.ints(config.episodes(), 0, episodes.size()).toArray();
  }

  private List<Rollout> rollouts(int[] numbers, Seed own) {
    List<Rollout> rollouts = new ArrayList<>();
    for (int from = 0; from < numbers.length; from += CHUNK) {
      int[] part =
          java.util.Arrays.copyOfRange(numbers, from, Math.min(numbers.length, from + CHUNK));
      List<Situation> situations = situations(part);
      int[][] item_BK = policy.sample(situations, config.candidates(), own.of(from));
      PathScores old = policy.score(situations, item_BK);
      PathScores kept = reference.score(situations, item_BK);
      for (int b = 0; b < part.length; b++) {
        rollouts.add(rewards.pay(episodes, part[b], item_BK[b], b, old, kept));
      }
    }
    return rollouts;
  }

  private double step(List<Rollout> batch, Seed randomness) {
    model.parameters().clearGradients();
    int[][] item_BK = batch.stream().map(Rollout::item_K).toArray(int[][]::new);
    int[] numbers = batch.stream().mapToInt(Rollout::episode).toArray();
    double loss = policy.backward(situations(numbers), item_BK, objective(batch), true);
    if (!Double.isFinite(loss)) {
      throw new InputException(
          "the policy's loss is " + loss + " in phase " + phases.size(),
          "train with a lower learning rate; the last checkpoint is unharmed");
    }
    beside.gradients().accept(randomness);
    model.parameters().clipGradients(config.maxNorm());
    return loss;
  }

  private PathObjective objective(List<Rollout> batch) {
    return switch (config.method()) {
      case PolicyConfig.Method.Hepo(HepoConfig hepo) ->
          new HepoObjective(hepo, batch, model.shape().joint(), model.shape().depth());
      case PolicyConfig.Method.Dpo(double strength) -> new DpoObjective(strength, batch);
    };
  }

  private List<Situation> situations(int[] numbers) {
    return java.util.Arrays.stream(numbers).mapToObj(i -> episodes.get(i).situation()).toList();
  }

  private static void shuffle(List<Rollout> rollouts, RandomGenerator random) {
    for (int i = rollouts.size() - 1; i > 0; i--) {
      java.util.Collections.swap(rollouts, i, random.nextInt(i + 1));
    }
  }

  // ── checkpoints ──────────────────────────────────────────────────────────────────────────────

  private String fingerprint() {
    return "%s seed %d episodes %d weights %d beside %s"
        .formatted(
            config.phases(0),
            seed.value(),
            episodes.size(),
            model.parameters().count(),
            beside.settings());
  }

  private void save(AdamW optimizer) {
    Map<String, String> texts = new TreeMap<>();
    texts.put("policy", fingerprint());
    texts.put("before", Double.toString(before));
    texts.put("phases", Integer.toString(phases.size()));
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      texts.put("phase." + i, phase.reward() + " " + phase.loss() + " " + phase.hitRate());
    }
    uninterrupted(() -> Checkpoint.save(file, model.parameters(), optimizer, texts));
  }

  /**
   * An interrupted thread can neither read nor write a file, so the flag is taken down meanwhile.
   */
  private static void uninterrupted(Runnable work) {
    boolean wasSet = Thread.interrupted();
    try {
      work.run();
    } finally {
      if (wasSet) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void resume(AdamW optimizer) {
    String made = Checkpoint.texts(file).getOrDefault("policy", "");
    if (!made.equals(fingerprint())) {
      throw OtherSettings.refusal(file, made, fingerprint());
    }
    Map<String, String> texts = Checkpoint.load(file, model.parameters(), optimizer);
    before = Double.parseDouble(texts.getOrDefault("before", "0"));
    int done = Integer.parseInt(texts.getOrDefault("phases", "0"));
    for (int i = 0; i < done; i++) {
      String[] figures = texts.getOrDefault("phase." + i, "0 0 0").split(" ");
      phases.add(
          new Phase(
              Double.parseDouble(figures[0]),
              Double.parseDouble(figures[1]),
              Double.parseDouble(figures[2])));
    }
    LOG.info("policy: goes on after phase {}", done);
  }
}
