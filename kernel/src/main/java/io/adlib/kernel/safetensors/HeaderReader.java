package io.adlib.kernel.safetensors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the JSON header of a safetensors file: exactly the grammar that the format allows (two
 * levels of objects, strings, arrays of non-negative integers) and nothing else, so that depth and
 * memory are bounded by construction. Throws {@link BadHeader} only.
 */
final class HeaderReader {

  private static final int MAX_RANK = 16;

  /** The header is not what the format allows. */
  static final class BadHeader extends Exception {
    private static final long serialVersionUID = 1;

    BadHeader(String message) {
      super(message);
    }
  }

  /** What the header says of one tensor; offsets are relative to the end of the header. */
  record Entry(Dtype dtype, List<Long> shape, long begin, long end) {}

  /** All that the header says, in its order. */
  record Header(Map<String, String> metadata, Map<String, Entry> entries) {}

  private final String text;
  private int at;

  private HeaderReader(String text) {
    this.text = text;
  }

  static Header read(String text) throws BadHeader {
    var reader = new HeaderReader(text);
    var entries = new LinkedHashMap<String, Entry>();
    Map<String, String> metadata = null;
    reader.expect('{');
    if (!reader.take('}')) {
      do {
        String name = reader.string();
        reader.expect(':');
        if (name.equals("__metadata__")) {
          check(metadata == null, "__metadata__ is given twice");
          metadata = reader.metadata();
        } else {
          check(entries.put(name, reader.entry(name)) == null, "'" + name + "' is given twice");
        }
      } while (reader.take(','));
      reader.expect('}');
    }
    reader.space();
    check(reader.at == text.length(), "text after the header's end");
    return new Header(metadata == null ? Map.of() : metadata, entries);
  }

  private Map<String, String> metadata() throws BadHeader {
    var metadata = new LinkedHashMap<String, String>();
    expect('{');
    if (!take('}')) {
      do {
        String key = string();
        expect(':');
        check(metadata.put(key, string()) == null, "metadata key '" + key + "' is given twice");
      } while (take(','));
      expect('}');
    }
    return metadata;
  }

  private Entry entry(String name) throws BadHeader {
    Dtype dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    expect('{');
    do {
      String key = string();
      expect(':');
      switch (key) {
        case "dtype" -> {
          check(dtype == null, "the dtype of '" + name + "' is given twice");
          dtype = dtype(string());
        }
        case "shape" -> {
          check(shape == null, "the shape of '" + name + "' is given twice");
          shape = numbers();
        }
        case "data_offsets" -> {
          check(offsets == null, "the offsets of '" + name + "' are given twice");
          offsets = numbers();
        }
        default -> throw new BadHeader("tensor '" + name + "' has the unknown field '" + key + "'");
      }
    } while (take(','));
    expect('}');
    if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new BadHeader("tensor '" + name + "' lacks its dtype, shape or two data_offsets");
    }
    return new Entry(dtype, shape, offsets.getFirst(), offsets.getLast());
  }

  private static Dtype dtype(String name) throws BadHeader {
    for (Dtype dtype : Dtype.values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    throw new BadHeader("unknown dtype '" + name + "'");
  }

  private List<Long> numbers() throws BadHeader {
    var numbers = new ArrayList<Long>();
    expect('[');
    if (!take(']')) {
      do {
        check(numbers.size() < MAX_RANK, "more than " + MAX_RANK + " dimensions");
        numbers.add(number());
      } while (take(','));
      expect(']');
    }
    return numbers;
  }

  private long number() throws BadHeader {
    space();
    int start = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      check(at - start < 18, "the number at character " + start + " is too large");
      value = value * 10 + (text.charAt(at++) - '0');
    }
    check(at > start, "no number at character " + start);
    check(at - start == 1 || text.charAt(start) != '0', "a number begins with 0 at " + start);
    return value;
  }

  private String string() throws BadHeader {
    expect('"');
    var value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      check(c >= 0x20, "a control character at " + (at - 1));
      value.append(c == '\\' ? escape() : c);
    }
    throw new BadHeader("a string does not end");
  }

  private char escape() throws BadHeader {
    check(at < text.length(), "a string does not end");
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int value = 0;
        for (int i = 0; i < 4; i++) {
          int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
          check(digit >= 0, "a bad \\u escape at character " + at);
          value = value << 4 | digit;
        }
        yield (char) value;
      }
      default -> throw new BadHeader("a bad escape at character " + at);
    };
  }

  private void expect(char c) throws BadHeader {
    check(take(c), String.format(Locale.ROOT, "no '%c' at character %d", c, at));
  }

  private boolean take(char c) {
    space();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private static void check(boolean good, String message) throws BadHeader {
    if (!good) {
      throw new BadHeader(message);
    }
  }
}
