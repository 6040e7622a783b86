package io.adlib.data.imports;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Lines of UTF-8 with their numbers, one in memory at a time. A line that is no UTF-8, holds a NUL
 * or is too long says so and spoils no other. A byte order mark is passed over. Not thread-safe.
 */
final class LineReader implements Closeable {

  private static final int LONGEST = 16 << 20;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final Deque<Line> returned = new ArrayDeque<>();
  private int from;
  private int to;
  private long number;

  LineReader(InputStream in) {
    this.in = in;
  }

  /**
   * A line.
   *
   * @param number from 1
   * @param text without the newline, but with a carriage return before it
   * @param problem why it cannot be used; empty if it can
   */
  record Line(long number, String text, String problem) {}

  /** The next line, or empty at the end. */
  Optional<Line> next() throws IOException {
    if (!returned.isEmpty()) {
      return Optional.of(returned.removeFirst());
    }
    var bytes = new ByteArrayOutputStream();
    boolean any = false;
    boolean tooLong = false;
    while (from < to || fill()) {
      any = true;
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      tooLong |= bytes.size() + end - from > LONGEST;
      if (!tooLong) {
        bytes.write(buffer, from, end - from);
      }
      boolean complete = end < to;
      from = Math.min(end + 1, to);
      if (complete) {
        break;
      }
    }
    if (!any) {
      return Optional.empty();
    }
    number++;
    return Optional.of(
        tooLong ? new Line(number, "", "is longer than 16 MiB") : line(bytes.toByteArray()));
  }

  private boolean fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(buffer));
    return to > 0;
  }

  private Line line(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return new Line(number, "", "has a NUL byte");
      }
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      boolean marked = number == 1 && text.startsWith("\uFEFF");
      return new Line(number, marked ? text.substring(1) : text, "");
    } catch (CharacterCodingException _) {
      return new Line(number, "", "is not UTF-8 text");
    }
  }

  /** Gives lines back, to be read again in their order. */
  void unread(Iterable<Line> lines) {
    var again = new ArrayDeque<Line>();
    lines.forEach(again::add);
    while (!again.isEmpty()) {
      returned.addFirst(again.removeLast());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
