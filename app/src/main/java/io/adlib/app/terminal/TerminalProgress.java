package io.adlib.app.terminal;

import io.adlib.core.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on standard error: a moving bar on a terminal, and where there is none a plain line at
 * the start, at most every ten seconds and at the end. Thread-safe.
 */
public final class TerminalProgress implements Progress {

  private static final Duration QUIET = Duration.ofSeconds(10);

  private final boolean terminal;
  private final PrintStream out;
  private final InstantSource clock;

  /** Bars if there is a terminal to draw them on, else lines. */
  public static TerminalProgress detect() {
    return new TerminalProgress(
        System.console() != null && System.console().isTerminal(),
        System.err,
        InstantSource.system());
  }

  TerminalProgress(boolean terminal, PrintStream out, InstantSource clock) {
    this.terminal = terminal;
    this.out = out;
    this.clock = clock;
  }

  @Override
  public Task start(String name, long total) {
    return terminal ? new Bar(name, total) : new Lines(name, total);
  }

  private static final class Bar implements Task {
    private final ProgressBar bar;

    Bar(String name, long total) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(200)
              .build();
    }

    @Override
    public void advance(long steps) {
      bar.stepBy(steps);
    }

    @Override
    public void note(String text) {
      bar.setExtraMessage(text);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private final class Lines implements Task {
    private final String name;
    private final long total;
    private final java.time.Instant start = clock.instant();
    private java.time.Instant said = start;
    private long done;
    private String note = "";
    private boolean closed;

    Lines(String name, long total) {
      this.name = name;
      this.total = total;
      out.println(name + " …");
    }

    @Override
    public synchronized void advance(long steps) {
      done += steps;
      if (Duration.between(said, clock.instant()).compareTo(QUIET) >= 0) {
        said = clock.instant();
        out.println(name + " " + state());
      }
    }

    @Override
    public synchronized void note(String text) {
      note = text;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        double seconds = Duration.between(start, clock.instant()).toMillis() / 1000.0;
        out.printf("%s %s in %.1f s%n", name, state(), seconds);
      }
    }

    private String state() {
      String count = total < 0 ? Long.toString(done) : done + "/" + total;
      return note.isEmpty() ? count : count + "  " + note;
    }
  }
}
