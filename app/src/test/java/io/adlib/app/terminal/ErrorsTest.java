package io.adlib.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.EnvironmentException;
import java.io.EOFException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import org.junit.jupiter.api.Test;

class ErrorsTest {

  private static String reported(Throwable thrown, boolean asked) {
    var text = new StringWriter();
    int _ = Errors.report(thrown, asked, new PrintWriter(text, true));
    return text.toString();
  }

  @Test
  void whatBreaksBecauseCtrlCCameIsAnInterruption() {
    var cut = new EnvironmentException("cannot write x", "check", new ClosedByInterruptException());
    var ending = new IllegalStateException("Shutdown in progress");
    var library = new EnvironmentException("the library does not load", "check", ending);
    assertThat(reported(cut, true)).startsWith("adlib: interrupted");
    assertThat(reported(ending, true)).startsWith("adlib: interrupted");
    assertThat(reported(library, true)).startsWith("adlib: interrupted");
    assertThat(reported(library, false)).startsWith("adlib: the library does not load");
    assertThat(reported(cut, false)).startsWith("adlib: cannot write x");
    assertThat(reported(ending, false)).startsWith("adlib: unexpected");
  }

  @Test
  void aFailureOfItsOwnIsSaidEvenThen() {
    assertThat(reported(new EnvironmentException("the disk is full", "make room"), true))
        .startsWith("adlib: the disk is full");
  }

  @Test
  void readingThatFailsIsNoDefectOfTheProgram() {
    var cut = new UncheckedIOException(new EOFException("the stream ended"));
    assertThat(reported(cut, false))
        .startsWith("adlib: reading or writing failed: java.io.EOFException: the stream ended")
        .contains("ADLIB_LOG=debug");
    assertThat(reported(cut, true)).startsWith("adlib: interrupted");
  }
}
