package io.adlib.serve.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final long MS = 1_000_000;
  private static final Duration HURRY = Duration.ofMillis(100);
  private static final Duration PATIENT = Duration.ofHours(1);
  private final AtomicLong ticks = new AtomicLong();

  /** Turns of 10 ms, as the queue expects from then on. */
  private void learnTenMillis(Admission admission) {
    try (Admission.Turn turn = admission.enter(HURRY)) {
      assertThat(turn.isGranted()).isTrue();
      ticks.addAndGet(10 * MS);
    }
  }

  @Test
  void turnsAwayAtOnceWhoWouldWaitForMoreThanAQuarterOfItsDeadline() throws Exception {
    var admission = new Admission(1, ticks::get);
    learnTenMillis(admission);
    var served = new AtomicInteger();
    var queued = new CountDownLatch(2);
    List<Thread> waiting = new ArrayList<>();
    try (Admission.Turn first = admission.enter(HURRY)) {
      assertThat(first.isGranted()).isTrue();
      for (int i = 0; i < 2; i++) {
        waiting.add(
            Thread.startVirtualThread(
                () -> {
                  queued.countDown();
                  try (Admission.Turn turn = admission.enter(PATIENT)) {
                    served.addAndGet(turn.isGranted() ? 1 : 0);
                  }
                }));
      }
      queued.await();
      await()
          .until(() -> waiting.stream().allMatch(t -> t.getState() == Thread.State.TIMED_WAITING));
      try (Admission.Turn third = admission.enter(HURRY)) {
        assertThat(third.isGranted()).as("30 ms of 100 in the queue").isFalse();
      }
    }
    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(served).as("those who could wait were served").hasValue(2);
    try (Admission.Turn after = admission.enter(HURRY)) {
      assertThat(after.isGranted()).as("the queue is empty again").isTrue();
    }
  }

  @Test
  void whoGivesUpWaitingLeavesNothingBehind() {
    var admission = new Admission(1, ticks::get);
    for (int i = 0; i < 3; i++) {
      try (Admission.Turn held = admission.enter(HURRY)) {
        assertThat(held.isGranted()).isTrue();
        try (Admission.Turn late = admission.enter(Duration.ofMillis(4))) {
          assertThat(late.isGranted()).isFalse();
        }
      }
    }
  }

  @Test
  void asManyComputeAtOnceAsThereAreWorkers() {
    var admission = new Admission(3, ticks::get);
    try (Admission.Turn a = admission.enter(HURRY);
        Admission.Turn b = admission.enter(HURRY);
        Admission.Turn c = admission.enter(HURRY);
        Admission.Turn d = admission.enter(Duration.ofMillis(4))) {
      assertThat(List.of(a.isGranted(), b.isGranted(), c.isGranted(), d.isGranted()))
          .containsExactly(true, true, true, false);
    }
  }
}
