package io.adlib.serve.metric;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * How long the collector held all threads up, and how many bytes the threads allocated; the work
 * that collectors such as ZGC do beside them is no pause. Thread-safe.
 */
final class CollectorMetrics implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    var pause =
        Timer.builder("adlib.gc.pause")
            .description("Pauses of the garbage collector; max is of the last minutes")
            .serviceLevelObjectives(
                Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20))
            .register(registry);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (!collector.getName().endsWith("Cycles") && collector instanceof NotificationEmitter e) {
        e.addNotificationListener((notice, _) -> record(notice, pause), null, null);
      }
    }
    if (ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads) {
      FunctionCounter.builder(
              "adlib.jvm.allocated.bytes", threads, t -> t.getTotalThreadAllocatedBytes())
          .description("Bytes that all threads allocated")
          .register(registry);
    }
  }

  private static void record(Notification notice, Timer pause) {
    if (notice
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      long millis =
          GarbageCollectionNotificationInfo.from((CompositeData) notice.getUserData())
              .getGcInfo()
              .getDuration();
      pause.record(Duration.ofMillis(millis));
    }
  }
}
