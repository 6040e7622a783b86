package io.adlib.data.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Records of CSV (RFC 4180), each with the line it begins on. Where a quote is opened and the
 * record does not come out right, only the line with that quote is lost: reading goes on with the
 * line after it. Not thread-safe.
 */
final class CsvRecords {

  private static final int MOST_LINES = 1_000;
  private static final int MOST_CHARACTERS = 1 << 20;
  private final LineReader lines;
  private final char separator;

  CsvRecords(LineReader lines, char separator) {
    this.lines = lines;
    this.separator = separator;
  }

  /**
   * A record.
   *
   * @param line it begins on
   * @param fields empty if there is a problem
   * @param problem why it cannot be read; empty if it can
   */
  record CsvRecord(long line, List<String> fields, String problem) {}

  /**
   * The next record that is not a blank line, or empty at the end.
   *
   * @param width how many fields it must have, or 0 for any number
   */
  Optional<CsvRecord> next(int width) throws IOException {
    for (Optional<LineReader.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
      LineReader.Line first = line.get();
      if (!first.problem().isEmpty()) {
        return Optional.of(new CsvRecord(first.number(), List.of(), first.problem()));
      }
      if (!first.text().isBlank()) {
        return Optional.of(record(first, width));
      }
    }
    return Optional.empty();
  }

  private CsvRecord record(LineReader.Line first, int width) throws IOException {
    var parse = new Parse();
    var more = new ArrayList<LineReader.Line>();
    int characters = 0;
    parse.add(first.text());
    while (parse.isOpen()) {
      Optional<LineReader.Line> line = lines.next();
      line.ifPresent(more::add);
      characters += line.map(each -> each.text().length()).orElse(0);
      if (line.isEmpty()
          || !line.get().problem().isEmpty()
          || more.size() > MOST_LINES
          || characters > MOST_CHARACTERS) {
        lines.unread(more);
        return new CsvRecord(first.number(), List.of(), "a quote is not closed");
      }
      parse.add("\n" + line.get().text());
    }
    boolean fits = width == 0 || parse.fields.size() == width;
    if (parse.problem.isEmpty() && fits) {
      return new CsvRecord(first.number(), parse.fields, "");
    }
    lines.unread(more);
    return new CsvRecord(
        first.number(),
        List.of(),
        !more.isEmpty()
            ? "a quote is not closed"
            : !parse.problem.isEmpty()
                ? parse.problem
                : "has " + parse.fields.size() + " fields instead of " + width);
  }

  /** The state of one record, fed line by line. */
  private final class Parse {
    private final List<String> fields = new ArrayList<>();
    private final StringBuilder field = new StringBuilder();
    private boolean quoted;
    private boolean closed;
    private String problem = "";

    boolean isOpen() {
      return quoted && problem.isEmpty();
    }

    void add(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (quoted) {
          if (c != '"') {
            field.append(c);
          } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
            field.append('"');
            i++;
          } else {
            quoted = false;
            closed = true;
          }
        } else if (c == separator) {
          end();
        } else if (c == '\r' && i == text.length() - 1) {
          break;
        } else if (closed) {
          problem = "has text after a closing quote";
        } else if (c == '"' && field.isEmpty()) {
          quoted = true;
        } else if (c == '"') {
          problem = "has a quote inside an unquoted field";
        } else {
          field.append(c);
        }
      }
      if (!quoted) {
        end();
      }
    }

    private void end() {
      fields.add(field.toString());
      field.setLength(0);
      closed = false;
    }
  }
}
