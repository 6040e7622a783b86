package io.adlib.market.eligibility;

/** Why an ad may not be shown to a request. */
public enum Ineligible {
  PLACEMENT("targets other placements"),
  DEVICE("targets other devices"),
  COUNTRY("targets other countries"),
  NOT_STARTED("its flight has not started"),
  ENDED("its flight is over"),
  BUDGET("its budget of today is spent or held"),
  PACED("it sits this request out, so that its budget lasts for the day"),
  FREQUENCY_CAP("the user has seen the campaign as often as its cap allows"),
  NO_CONSENT("it has a frequency cap, which cannot be checked without consent"),
  BLOCKED_ADVERTISER("the publisher blocks its advertiser"),
  BLOCKED_CATEGORY("the publisher blocks its category, or the page's content does"),
  WITHDRAWN("it was withdrawn");

  private final String text;

  Ineligible(String text) {
    this.text = text;
  }

  /** The reason in words that follow "the ad is not shown:". */
  public String text() {
    return text;
  }
}
