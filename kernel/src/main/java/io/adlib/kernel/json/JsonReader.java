package io.adlib.kernel.json;

import io.adlib.core.InputException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads JSON strictly; nesting is bounded, so that no file can exhaust the stack. */
public final class JsonReader {

  private static final int DEEPEST = 64;
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d{0,30})(?:\\.\\d{1,40})?(?:[eE][+-]?\\d{1,4})?");

  private final String text;
  private final String name;
  private int at;

  private JsonReader(String text, String name) {
    this.text = text;
    this.name = name;
  }

  /**
   * Reads an object.
   *
   * @param name what the text is called in errors
   * @throws InputException if it is no JSON object
   */
  public static Json.Fields read(String text, String name) {
    var reader = new JsonReader(text, name);
    Json value = reader.value(0);
    reader.space();
    reader.require(reader.at == text.length(), "there is text after its end");
    if (value instanceof Json.Fields fields) {
      return fields;
    }
    throw reader.bad("it is no object");
  }

  /**
   * Reads a file of UTF-8.
   *
   * @throws InputException if it is not there or holds no JSON object
   */
  public static Json.Fields read(Path file) {
    try {
      return read(Files.readString(file), file.toString());
    } catch (CharacterCodingException e) {
      throw new InputException(file + " is not UTF-8", "give the file as its maker wrote it", e);
    } catch (IOException e) {
      throw new InputException("cannot read " + file, "check the folder and its permissions", e);
    }
  }

  private Json value(int depth) {
    require(depth < DEEPEST, "it is nested too deep");
    space();
    require(at < text.length(), "it ends too early");
    return switch (text.charAt(at)) {
      case '{' -> fields(depth);
      case '[' -> items(depth);
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Flag(true));
      case 'f' -> word("false", new Json.Flag(false));
      case 'n' -> word("null", new Json.Nothing());
      default -> number();
    };
  }

  private Json fields(int depth) {
    Map<String, Json> byName = new LinkedHashMap<>();
    expect('{');
    if (!take('}')) {
      do {
        space();
        String key = string();
        expect(':');
        byName.put(key, value(depth + 1));
      } while (take(','));
      expect('}');
    }
    return new Json.Fields(byName);
  }

  private Json items(int depth) {
    List<Json> values = new ArrayList<>();
    expect('[');
    if (!take(']')) {
      do {
        values.add(value(depth + 1));
      } while (take(','));
      expect(']');
    }
    return new Json.Items(values);
  }

  private Json word(String word, Json value) {
    require(text.startsWith(word, at), "there is an unknown word");
    at += word.length();
    return value;
  }

  private Json number() {
    var matcher = NUMBER.matcher(text).region(at, text.length());
    require(matcher.lookingAt(), "there is no value");
    at = matcher.end();
    return new Json.Digits(matcher.group());
  }

  private String string() {
    expect('"');
    int from = at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      require(text.charAt(at++) >= 0x20, "there is a control character in a string");
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(from, at++);
    }
    var value = new StringBuilder(text.substring(from, at));
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      require(c >= 0x20, "there is a control character in a string");
      value.append(c == '\\' ? escape() : c);
    }
    throw bad("a string does not end");
  }

  private char escape() {
    require(at < text.length(), "a string does not end");
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
          require(digit >= 0, "there is a bad \\u escape");
          value = value << 4 | digit;
        }
        yield (char) value;
      }
      default -> throw bad("there is a bad escape");
    };
  }

  private void expect(char c) {
    require(take(c), "'" + c + "' is missing");
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

  private void require(boolean good, String what) {
    if (!good) {
      throw bad(what);
    }
  }

  private InputException bad(String what) {
    return new InputException(
        name + " is no proper JSON: " + what + ", at character " + at,
        "give the file as its maker wrote it");
  }
}
