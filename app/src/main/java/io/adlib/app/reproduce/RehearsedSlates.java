package io.adlib.app.reproduce;

import io.adlib.app.value.NextRequest;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.simulate.SlatePolicy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A narrow search in time, helped by candidates that a wide one found ahead of time for the request
 * that the user was likely to make next. They are found from the user as the visit before left it,
 * so without what is read just before the request; what is no longer legal is left out. Not
 * thread-safe.
 */
final class RehearsedSlates implements SlatePolicy {

  private final ValueMarket market;
  private final GeneratedSlates live;
  private final GeneratedSlates ahead;
  private final Map<String, UserState> left = new HashMap<>();

  /**
   * @param live what there is time for when the request comes
   * @param ahead what there is time for before
   */
  RehearsedSlates(ValueMarket market, GeneratedSlates live, GeneratedSlates ahead) {
    this.market = market;
    this.live = live;
    this.ahead = ahead;
  }

  @Override
  public Slate slate(Request request, UserState user) {
    Set<Integer> ads = new LinkedHashSet<>(live.candidates(request, user));
    if (request.consent()) {
      UserState before = left.getOrDefault(user.user().id(), market.after().user(user.user().id()));
      NextRequest.of(before, request.time(), request.slots())
          .ifPresent(
              likely -> {
                Set<Integer> open = market.episodes().open(request, user);
                ahead.candidates(likely, before).stream().filter(open::contains).forEach(ads::add);
              });
      left.put(user.user().id(), user);
    }
    return live.sold(request, user, ads);
  }
}
