package io.adlib.serve.bundle;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.infer.ranker.Ranker;
import io.adlib.serve.release.Valuer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The trained ranker as a valuer.
 *
 * @param ranker over the release's catalogue
 */
record RankedValuer(Ranker ranker) implements Valuer {
  @Override
  public List<Value> value(UserState user, Request request, int[] ads) {
    Ranker.Values values = ranker.value(user, request, ads);
    return IntStream.range(0, ads.length)
        .mapToObj(i -> new Value(values.pClick()[i], values.pConversion()[i]))
        .toList();
  }
}
