package io.adlib.evaluate.lift;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much more one arm makes than each of the others; keys are the others' names.
 *
 * @param ctr of click rates
 * @param revenue of revenue on the same requests
 */
public record Lift(Map<String, Relative> ctr, Map<String, Relative> revenue) {
  public Lift {
    ctr = Collections.unmodifiableMap(new TreeMap<>(ctr));
    revenue = Collections.unmodifiableMap(new TreeMap<>(revenue));
  }
}
