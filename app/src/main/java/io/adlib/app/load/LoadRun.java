package io.adlib.app.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.adlib.app.load.LoadTarget.Outcome;
import io.adlib.app.pipeline.Session;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * One load, from an idle server to the report.
 *
 * @param rate requests a second
 * @param seconds that are measured
 * @param warmUp seconds before them
 * @param slots ads a request
 * @param seed of who asks
 * @param key of the server, where it asks for one
 */
public record LoadRun(
    double rate,
    int seconds,
    int warmUp,
    int slots,
    long seed,
    Optional<String> key,
    Progress progress) {

  /**
   * Runs. Once the thread is interrupted nothing more is sent, and the report is of what was; then
   * the thread is not interrupted any more.
   *
   * @param workspace whose visits are repeated; needed only where there is no url
   * @param url of a server that runs already; else the workspace is served here
   */
  public LoadReport run(Supplier<Session> workspace, Optional<URI> url) {
    if (url.isPresent()) {
      return remote(url.get(), visits(workspace));
    }
    Session session = workspace.get();
    try (var served = LoadedWorkspace.open(session);
        var target = new HttpTarget(served.url(), key)) {
      return here(target, LoadTraffic.of(session));
    }
  }

  /** Those of the workspace, if there is one. */
  private static List<LoadTraffic.Visit> visits(Supplier<Session> workspace) {
    try {
      return LoadTraffic.of(workspace.get());
    } catch (InputException _) {
      return LoadTraffic.madeUp();
    }
  }

  private LoadReport here(HttpTarget target, List<LoadTraffic.Visit> visits) {
    warm(target, visits);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    var tally = new LoadTally();
    try (var pauses = new GcPauses()) {
      long before = threads.getTotalThreadAllocatedBytes();
      long cpuBefore = system.getProcessCpuTime();
      double took = send("load", target, visits, seconds, tally);
      var _ = Thread.interrupted();
      double allocated = threads.getTotalThreadAllocatedBytes() - before;
      double cpu = system.getProcessCpuTime() - cpuBefore;
      return new LoadReport(
          rate,
          took,
          tally,
          OptionalDouble.of(pauses.stop().toNanos() / 1e6),
          OptionalDouble.of(allocated / Math.max(1, tally.sent())),
          OptionalDouble.of(cpu / 1e6 / Math.max(1, tally.sent())),
          true);
    }
  }

  private LoadReport remote(URI url, List<LoadTraffic.Visit> visits) {
    try (var target = new HttpTarget(url, key)) {
      warm(target, visits);
      var tally = new LoadTally();
      ServerFigures before = target.figures();
      double took = send("load", target, visits, seconds, tally);
      var _ = Thread.interrupted();
      if (tally.served() + tally.count(Outcome.SHED) == 0) {
        throw new EnvironmentException(
            url + " answered none of " + tally.count(Outcome.FAILED) + " requests",
            "see that adlib serve runs there, that the address is right, and --key if it asks for one");
      }
      ServerFigures after = target.figures();
      return new LoadReport(
          rate,
          took,
          tally,
          scaled(after.pauseSeconds(), 1000),
          scaled(
              difference(before.allocatedBytes(), after.allocatedBytes()),
              1. / Math.max(1, tally.sent())),
          scaled(difference(before.cpuNanos(), after.cpuNanos()), 1e-6 / Math.max(1, tally.sent())),
          false);
    }
  }

  private static OptionalDouble difference(OptionalDouble before, OptionalDouble after) {
    return before.isPresent() && after.isPresent()
        ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble scaled(OptionalDouble value, double factor) {
    return value.isPresent()
        ? OptionalDouble.of(value.getAsDouble() * factor)
        : OptionalDouble.empty();
  }

  private int count(int duration) {
    return Math.max(1, (int) Math.round(rate * duration));
  }

  private void warm(LoadTarget target, List<LoadTraffic.Visit> visits) {
    if (warmUp > 0) {
      send("warm-up", target, visits, warmUp, new LoadTally());
    }
    if (Thread.interrupted()) {
      throw new EnvironmentException(
          "stopped before anything was measured", "let it run longer, or give less --warm-up");
    }
  }

  private double send(
      String name,
      LoadTarget target,
      List<LoadTraffic.Visit> visits,
      int duration,
      LoadTally tally) {
    String run = name + "-" + Long.toString(Instant.now().toEpochMilli(), 36);
    var traffic = new LoadTraffic(visits, run, slots, new Seed(seed).of(name));
    int count = count(duration);
    try (var task = progress.start(name, count)) {
      int[] told = {0};
      return new OpenLoop(target)
          .run(
              rate,
              count,
              traffic::body,
              tally,
              sent -> {
                task.advance(sent - told[0]);
                told[0] = sent;
                task.note(
                    String.format(
                        Locale.ROOT,
                        "served %d, shed %d, failed %d, p50 %.1f ms, p99 %.1f ms",
                        tally.served(),
                        tally.count(Outcome.SHED),
                        tally.count(Outcome.FAILED),
                        tally.millis(50),
                        tally.millis(99)));
              });
    }
  }
}
