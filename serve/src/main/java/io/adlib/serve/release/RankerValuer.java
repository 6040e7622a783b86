package io.adlib.serve.release;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.infer.ranker.Ranker;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@link Valuer} by the trained ranker. Thread-safe.
 *
 * @param ranker over the release's catalogue and semantic IDs
 */
record RankerValuer(Ranker ranker) implements Valuer {

  @Override
  public List<Value> value(UserState user, Request request, int[] ads) {
    Ranker.Values values = ranker.value(user, request, ads);
    return IntStream.range(0, ads.length)
        .mapToObj(i -> new Value(values.pClick()[i], values.pConversion()[i]))
        .toList();
  }
}
