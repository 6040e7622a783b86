package io.adlib.app.pipeline;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The stages of one market, wired. Immutable and thread-safe. */
public final class Pipeline {

  private final EncodeStage encode = new EncodeStage();
  private final CollaborativeStage collaborative = new CollaborativeStage();
  private final TokenizeStage tokenize = new TokenizeStage(encode, collaborative);
  private final RelevanceStage relevance = new RelevanceStage();
  private final RankerStage ranker = new RankerStage(tokenize, relevance);
  private final ThoughtStage thoughts = new ThoughtStage();
  private final GeneratorStage generator = new GeneratorStage(tokenize, thoughts);
  private final FusionStage fusion = new FusionStage(tokenize, thoughts, this::served);

  private final Map<ValueStage.Level, ValueStage> value = new EnumMap<>(ValueStage.Level.class);

  /** Wires them. */
  public Pipeline() {
    var inputs = new ValueStage.Inputs(tokenize, ranker, thoughts);
    var evaluator = new ValueStage(ValueStage.Level.EVALUATOR, generator, inputs);
    var vaft = new ValueStage(ValueStage.Level.VAFT, generator, inputs);
    value.put(ValueStage.Level.EVALUATOR, evaluator);
    value.put(ValueStage.Level.VAFT, vaft);
    value.put(ValueStage.Level.DPO, new ValueStage(ValueStage.Level.DPO, vaft, inputs));
    value.put(ValueStage.Level.HEPO, new ValueStage(ValueStage.Level.HEPO, vaft, inputs));
  }

  /** Texts to vectors. */
  public EncodeStage encode() {
    return encode;
  }

  /** Events to vectors of who behaves like whom; made only where semantic IDs are aligned. */
  public CollaborativeStage collaborative() {
    return collaborative;
  }

  /** Vectors to semantic IDs. */
  public TokenizeStage tokenize() {
    return tokenize;
  }

  /** Labels and grades to how well ads answer queries; made only where there are any. */
  public RelevanceStage relevance() {
    return relevance;
  }

  /** Impressions to pCTR and pCVR. */
  public RankerStage ranker() {
    return ranker;
  }

  /** What language models wrote of users to vectors; made only where the generator reads them. */
  public ThoughtStage thoughts() {
    return thoughts;
  }

  /** Events to the next ad. */
  public GeneratorStage generator() {
    return generator;
  }

  /** Events and the ranker to what ads are worth. */
  public ValueStage value(ValueStage.Level level) {
    return Objects.requireNonNull(value.get(level));
  }

  /** The stage whose generator is served, as {@code value} of adlib.yaml says. */
  public Stage served(Session session) {
    var config = session.config().value();
    return switch (config.stage()) {
      case "vaft" -> value(ValueStage.Level.VAFT);
      case "dpo" -> value(ValueStage.Level.DPO);
      case "hepo" -> value(ValueStage.Level.HEPO);
      default -> config.weight() > 0 ? value(ValueStage.Level.EVALUATOR) : generator;
    };
  }

  /** What the served generator is fused with. */
  public FusionStage fusion() {
    return fusion;
  }

  /** All of them that a workspace's release is made of, in the order they run. */
  public List<Stage> stages(Session session) {
    List<Stage> stages = new ArrayList<>(List.of(encode, tokenize));
    if (RelevanceStage.isWanted(session)) {
      stages.add(relevance);
    }
    stages.add(ranker);
    if (ThoughtStage.isWanted(session)) {
      stages.add(thoughts);
    }
    stages.add(generator);
    if (served(session) != generator) {
      stages.add(served(session));
    }
    if (session.config().fusion().enabled()) {
      stages.add(fusion);
    }
    return List.copyOf(stages);
  }
}
