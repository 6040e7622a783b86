package io.adlib.llm.run;

import java.time.Duration;

/** How the run waits; tests pass one that does not. */
@FunctionalInterface
public interface Pauses {

  /** Really waits. */
  Pauses REAL = Thread::sleep;

  /** Waits. */
  void sleep(Duration time) throws InterruptedException;
}
