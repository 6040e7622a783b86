package io.adlib.market.eligibility;

import io.adlib.core.Request;
import io.adlib.market.frequency.FrequencyCounts;

/**
 * All that decides which ads may answer a request.
 *
 * @param request who asks, where and when; its {@code time} is the moment judged
 * @param budgets what campaigns can spend
 * @param counts what the user saw; never asked when the request has no consent
 * @param blocks what the publisher refuses
 * @param throttle which campaigns sit the request out
 */
public record EligibilityQuery(
    Request request, Budgets budgets, FrequencyCounts counts, Blocks blocks, Throttle throttle) {

  /** Nobody sits it out. */
  public EligibilityQuery(Request request, Budgets budgets, FrequencyCounts counts, Blocks blocks) {
    this(request, budgets, counts, blocks, Throttle.NONE);
  }
}
