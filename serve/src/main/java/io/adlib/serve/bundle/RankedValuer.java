package io.adlib.serve.bundle;

import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.infer.ranker.Ranker;
import io.adlib.market.auction.PositionEffects;
import io.adlib.serve.release.Valuer;
import io.adlib.sid.SemanticIds;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The trained ranker as a valuer.
 *
 * @param ranker over the release's catalogue
 * @param effects its odds by position
 */
record RankedValuer(Ranker ranker, PositionEffects effects) implements Valuer {

  /** Places of which the ranker is asked; those below are as the last. */
  private static final int PLACES = 16;

  RankedValuer(Ranker ranker) {
    this(ranker, PositionEffects.of(PLACES, ranker::positionOdds));
  }

  @Override
  public Valuer over(Catalogue grown, SemanticIds ids) {
    return new RankedValuer(ranker.over(ranker.features().with(grown, ids)), effects);
  }

  @Override
  public List<Value> value(UserState user, Request request, int[] ads) {
    Ranker.Values values = ranker.value(user, request, ads);
    return IntStream.range(0, ads.length)
        .mapToObj(
            i ->
                new Value(
                    values.pClick()[i],
                    values.pConversion()[i],
                    values.grade().isPresent()
                        ? OptionalDouble.of(values.grade().get()[i])
                        : OptionalDouble.empty()))
        .toList();
  }
}
