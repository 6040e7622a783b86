package io.adlib.llm.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Holds a JSON value against a shape and says, in words for a model to act on, what differs. */
public final class ShapeCheck {

  private final List<String> problems = new ArrayList<>();

  private ShapeCheck() {}

  /** What is wrong, by path; empty if the value fits. */
  public static List<String> problems(Shape shape, JsonNode value) {
    var check = new ShapeCheck();
    check.visit("the object", shape, value);
    return check.problems;
  }

  private void visit(String path, Shape shape, JsonNode value) {
    switch (shape) {
      case Shape.Text(int least, int most) -> {
        if (!value.isString()) {
          problems.add(path + " must be a text");
        } else if (value.asString().strip().length() < least) {
          problems.add(path + " must not be empty");
        } else if (value.asString().length() > most) {
          int length = value.asString().length();
          problems.add(path + " has " + length + " characters, at most " + most + " are allowed");
        }
      }
      case Shape.Choice(List<String> words) -> {
        if (!value.isString() || !words.contains(value.asString())) {
          problems.add(path + " must be one of " + String.join(", ", words));
        }
      }
      case Shape.Whole(int least, int most) -> {
        boolean fits =
            value.isIntegralNumber()
                && value.canConvertToInt()
                && value.asInt() >= least
                && value.asInt() <= most;
        if (!fits) {
          problems.add(path + " must be a whole number from " + least + " to " + most);
        }
      }
      case Shape.Items(Shape of, int least, int most) -> items(path, of, least, most, value);
      case Shape.Fields(Map<String, Shape> byName) -> fields(path, byName, value);
    }
  }

  private void items(String path, Shape of, int least, int most, JsonNode value) {
    if (!value.isArray()) {
      problems.add(path + " must be a list");
      return;
    }
    if (value.size() < least || value.size() > most) {
      problems.add(
          path + " has " + value.size() + " entries, " + least + " to " + most + " are allowed");
    }
    for (int i = 0; i < Math.min(value.size(), most); i++) {
      visit(path + "[" + i + "]", of, value.path(i));
    }
  }

  private void fields(String path, Map<String, Shape> byName, JsonNode value) {
    if (!value.isObject()) {
      problems.add(path + " must be an object");
      return;
    }
    for (String name : value.propertyNames()) {
      if (!byName.containsKey(name)) {
        problems.add(path + " must not have the field " + shown(name));
      }
    }
    byName.forEach(
        (name, shape) -> {
          String inner = path.equals("the object") ? name : path + "." + name;
          if (value.has(name)) {
            visit(inner, shape, value.path(name));
          } else {
            problems.add("the field " + inner + " is missing");
          }
        });
  }

  /** A name the model made up goes back to it in a correction: only if it is harmless. */
  private static String shown(String name) {
    return name.matches("[A-Za-z0-9_-]{1,40}") ? name : "that is not in the schema";
  }
}
