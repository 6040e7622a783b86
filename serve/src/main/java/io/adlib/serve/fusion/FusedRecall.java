package io.adlib.serve.fusion;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.evaluate.fusion.Choice;
import io.adlib.evaluate.fusion.Evidence;
import io.adlib.kernel.compute.TopK;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.nearest.Companions;
import io.adlib.sid.nearest.QuantisedVectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;

/**
 * The generator's proposals and the ads that go with what the user took, by co-occurrence and by
 * text, all as candidates of one {@link Choice}: the weights say what each evidence counts, and the
 * ads most likely chosen are proposed. How probable the generator finds an ad that others propose
 * is worked out too. Where nothing is known of the user, the generator proposes alone. Thread-safe.
 */
public final class FusedRecall implements Recall {

  /** The source of what is often taken together with what the user took. */
  public static final String COMPANIONS = "co-occurrence";

  /** The source of what reads like what the user took. */
  public static final String TEXT = "text";

  /** How many weights there are. */
  public static final int FEATURES = Gathering.PARTS * Evidence.VIEWS;

  /** By the bits of {@link Gathering#by_C}. */
  private static final List<List<String>> SOURCES =
      IntStream.range(0, 8).mapToObj(FusedRecall::sources).toList();

  private final Recall generator;
  private final SemanticIds ids;
  private final Trie trie;
  private final Companions companions;
  private final QuantisedVectors vectors;
  private final Choice choice;
  private final ConcurrentLinkedDeque<Gathering> pool = new ConcurrentLinkedDeque<>();

  /**
   * @param generator over the same semantic IDs and trie
   * @param companions by the numbers of the semantic IDs, of which there may be more than it knows
   * @param choice of {@link #FEATURES} weights
   */
  public FusedRecall(
      Recall generator,
      SemanticIds ids,
      Trie trie,
      Companions companions,
      QuantisedVectors vectors,
      Choice choice) {
    if (choice.weight_F().length != FEATURES) {
      throw new IllegalArgumentException(choice.weight_F().length + " weights, not " + FEATURES);
    }
    this.generator = generator;
    this.ids = ids;
    this.trie = trie;
    this.companions = companions;
    this.vectors = vectors;
    this.choice = choice;
  }

  /** The generator that is fused. */
  public Recall generator() {
    return generator;
  }

  /** Weights by which the generator alone decides. */
  public static double[] generatorAlone() {
    double[] weight_F = new double[FEATURES];
    weight_F[0] = 1;
    return weight_F;
  }

  private static List<String> sources(int by) {
    var sources = new ArrayList<String>();
    if ((by & Gathering.BY_GENERATOR) != 0) {
      sources.add(GENERATOR);
    }
    if ((by & Gathering.BY_COMPANIONS) != 0) {
      sources.add(COMPANIONS);
    }
    if ((by & Gathering.BY_TEXT) != 0) {
      sources.add(TEXT);
    }
    return List.copyOf(sources);
  }

  @Override
  public Recall over(SemanticIds grown, Trie changed) {
    return new FusedRecall(
        generator.over(grown, changed), grown, changed, companions, vectors.with(grown), choice);
  }

  @Override
  public void keepPrefixes(long bytes) {
    generator.keepPrefixes(bytes);
  }

  @Override
  public void forgetUsers() {
    generator.forgetUsers();
  }

  @Override
  public List<Proposal> propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k) {
    Gathering gathering = take();
    try {
      int[] asked = asked(gathering, user, request, legal);
      return asked.length == 0
          ? generator.propose(user, request, legal, beam, k)
          : best(gathering, generator.propose(user, request, legal, beam, beam, asked), k);
    } finally {
      pool.push(gathering);
    }
  }

  private List<Proposal> best(Gathering gathering, Scored generated, int k) {
    gathering.join(generated, trie);
    var evidence = Evidence.among(gathering.scores_PC, gathering.leaf_C, -1);
    var best = new TopK();
    best.reset(k);
    for (int c = 0; c < evidence.size(); c++) {
      best.offer((float) choice.score(evidence, c), c, 0);
    }
    best.sort();
    return IntStream.range(0, best.size())
        .map(best::number)
        .mapToObj(
            c ->
                new Proposal(
                    gathering.leaf_C[c], gathering.scores_PC[0][c], SOURCES.get(gathering.by_C[c])))
        .toList();
  }

  /**
   * What there is to choose among and to go by at a request, to learn the weights from.
   *
   * @param chosen the leaf that the user chose
   * @return nothing where nothing is known of the user; without a target where no evidence proposes
   *     what was chosen
   */
  public Optional<Evidence> evidence(
      UserState user, Request request, LegalLeaves legal, int beam, int chosen) {
    Gathering gathering = take();
    try {
      int[] asked = asked(gathering, user, request, legal);
      if (asked.length == 0) {
        return Optional.empty();
      }
      gathering.join(generator.propose(user, request, legal, beam, beam, asked), trie);
      return Optional.of(Evidence.among(gathering.scores_PC, gathering.leaf_C, chosen));
    } finally {
      pool.push(gathering);
    }
  }

  private int[] asked(Gathering gathering, UserState user, Request request, LegalLeaves legal) {
    return request.consent()
        ? gathering.gather(user, ids, trie, legal, companions, vectors)
        : new int[0];
  }

  private Gathering take() {
    return Optional.ofNullable(pool.poll()).orElseGet(() -> new Gathering(vectors.width()));
  }

  @Override
  public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
    return generator.beams(user, request, legal, beam);
  }

  @Override
  public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
    return generator.logP(user, request, legal, leaf);
  }

  @Override
  public double[] attention(UserState user, Request request) {
    return generator.attention(user, request);
  }
}
