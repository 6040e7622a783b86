package io.adlib.serve.event;

import io.adlib.serve.json.Amount;
import java.util.List;

/**
 * What became of the events of one call.
 *
 * @param accepted durable now
 * @param duplicates durable before; nothing changed
 * @param charged what campaigns pay for the accepted ones
 * @param rejected not taken; sending them again unchanged will not help
 */
record EventReport(
    int accepted, int duplicates, List<ChargedJson> charged, List<RejectedJson> rejected) {

  /** An event that its campaign pays for. */
  record ChargedJson(String id, Amount price) {}

  /**
   * An event that was not taken.
   *
   * @param index its place in the call, from 0
   * @param id empty if it had none
   */
  record RejectedJson(int index, String id, String reason) {}
}
