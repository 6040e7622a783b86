package io.adlib.market.pacing.simulate;

/** Ways of spending a daily budget that are compared. */
public enum PacingPolicy {
  /** As fast as it is won. */
  NONE("no pacing"),
  /** Takes part in nothing while more is spent than the clock's share of the day. */
  THROTTLE("plain throttling"),
  /** Along each campaign's learned traffic: {@link io.adlib.market.pacing.Pacer}. */
  LEARNED("learned pacing");

  private final String text;

  PacingPolicy(String text) {
    this.text = text;
  }

  /** Its name for people. */
  public String text() {
    return text;
  }
}
