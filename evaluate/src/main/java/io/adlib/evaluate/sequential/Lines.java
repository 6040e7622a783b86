package io.adlib.evaluate.sequential;

import io.adlib.core.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads a text file, gzipped when its name ends in .gz, line by line. */
final class Lines {

  /** A byte order mark, with which some programs begin a text. */
  private static final String MARK = "\uFEFF";

  private final Path file;

  Lines(Path file) {
    this.file = file;
  }

  /** Takes one line, without its end, and its number from 1. */
  interface Sink {
    void line(String text, int number);
  }

  void forEach(Sink sink) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        var reader =
            new BufferedReader(
                new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), 1 << 16)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        sink.line(number == 1 && line.startsWith(MARK) ? line.substring(1) : line, number);
      }
    } catch (CharacterCodingException e) {
      throw new InputException(file + " is not UTF-8 text", "save it as UTF-8", e);
    } catch (IOException e) {
      throw new InputException(
          file + " cannot be read: " + e.getMessage(), "check that the file is whole", e);
    }
  }

  InputException bad(int number, String what, String remedy) {
    return new InputException(file + ", line " + number + ": " + what, remedy);
  }
}
