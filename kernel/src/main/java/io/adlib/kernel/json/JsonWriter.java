package io.adlib.kernel.json;

import java.util.Iterator;
import java.util.Map;

/** Writes JSON, two blanks a level; the same value always gives the same text. */
public final class JsonWriter {

  private final StringBuilder out = new StringBuilder();

  private JsonWriter() {}

  /** The text of a value, with a line break at its end. */
  public static String write(Json value) {
    var writer = new JsonWriter();
    writer.value(value, 0);
    return writer.out.append('\n').toString();
  }

  private void value(Json value, int depth) {
    switch (value) {
      case Json.Text(String text) -> quote(text);
      case Json.Digits(String digits) -> out.append(digits);
      case Json.Flag(boolean flag) -> out.append(flag);
      case Json.Nothing() -> out.append("null");
      case Json.Items(var values) -> {
        out.append('[');
        for (Iterator<Json> each = values.iterator(); each.hasNext(); ) {
          line(depth + 1);
          value(each.next(), depth + 1);
          out.append(each.hasNext() ? "," : "");
        }
        end(values.isEmpty(), depth, ']');
      }
      case Json.Fields(var byName) -> {
        out.append('{');
        for (var each = byName.entrySet().iterator(); each.hasNext(); ) {
          Map.Entry<String, Json> field = each.next();
          line(depth + 1);
          quote(field.getKey());
          out.append(": ");
          value(field.getValue(), depth + 1);
          out.append(each.hasNext() ? "," : "");
        }
        end(byName.isEmpty(), depth, '}');
      }
    }
  }

  private void line(int depth) {
    out.append('\n').repeat(' ', 2 * depth);
  }

  private void end(boolean empty, int depth, char bracket) {
    if (!empty) {
      line(depth);
    }
    out.append(bracket);
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    out.append('"');
  }
}
