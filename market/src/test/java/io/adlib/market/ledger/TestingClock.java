package io.adlib.market.ledger;

import io.adlib.market.TestingMarket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves when told, in either direction. */
final class TestingClock implements InstantSource {

  private volatile Instant now = TestingMarket.START;

  @Override
  public Instant instant() {
    return now;
  }

  void move(Duration by) {
    now = now.plus(by);
  }
}
