package io.adlib.app.pipeline;

import java.util.List;

/** The stages of one market, wired. Immutable and thread-safe. */
public final class Pipeline {

  private final EncodeStage encode = new EncodeStage();
  private final CollaborativeStage collaborative = new CollaborativeStage();
  private final TokenizeStage tokenize = new TokenizeStage(encode, collaborative);
  private final RankerStage ranker = new RankerStage(tokenize);
  private final GeneratorStage generator = new GeneratorStage(tokenize);

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

  /** Impressions to pCTR and pCVR. */
  public RankerStage ranker() {
    return ranker;
  }

  /** Events to the next ad. */
  public GeneratorStage generator() {
    return generator;
  }

  /** All of them, in the order they run. */
  public List<Stage> stages() {
    return List.of(encode, tokenize, ranker, generator);
  }
}
