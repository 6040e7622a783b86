package io.adlib.data.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.AdlibException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who can mend what a file system reports, and in which words. */
class DiskFailureTest {

  @TempDir Path folder;

  private AdlibException said(IOException cause) {
    return DiskFailure.of("reading", Path.of("ads.csv"), cause);
  }

  @Test
  void aFileThatIsDamagedOrInAnotherEncodingIsItsOwnersToMend() {
    assertThat(said(new MalformedInputException(1)))
        .isInstanceOf(InputException.class)
        .hasMessage("ads.csv is not UTF-8 text");
    assertThat(said(new EOFException("Unexpected end of ZLIB input stream")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("ads.csv is damaged");
  }

  @Test
  void aFolderForAFileAndAFileForAFolderAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    IOException in = null;
    try {
      Files.createDirectories(file);
    } catch (IOException e) {
      in = e;
    }
    assertThat(said(in == null ? new IOException() : in))
        .hasMessage("reading ads.csv failed: " + file + " is in the way");
    try {
      Files.readAllBytes(folder);
    } catch (IOException e) {
      assertThat(said(e)).isInstanceOf(InputException.class).hasMessage("ads.csv is a folder");
      return;
    }
    throw new AssertionError("a folder was read");
  }

  @Test
  void aFullDiskIsTheMachines() {
    assertThat(said(new IOException("No space left on device")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageStartingWith("the disk is full");
  }
}
