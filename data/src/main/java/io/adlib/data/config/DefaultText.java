package io.adlib.data.config;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** Writes the default file: every key, what it means, its range and its default. */
final class DefaultText implements Section {

  private static final int WIDTH = 100;
  private final StringBuilder out;
  private final String indent;

  DefaultText(StringBuilder out, String indent) {
    this.out = out;
    this.indent = indent;
  }

  @Override
  public String text(String key, String standard, String meaning) {
    return line(key, standard, standard, meaning);
  }

  @Override
  public String oneOf(String key, String standard, List<String> allowed, String meaning) {
    return line(key, standard, standard, meaning + " (" + String.join(", ", allowed) + ")");
  }

  @Override
  public int integer(String key, int standard, int least, int most, String meaning) {
    return line(key, standard, "" + standard, meaning + " (" + least + " to " + most + ")");
  }

  @Override
  public double number(String key, double standard, double least, double most, String meaning) {
    return line(key, standard, "" + standard, meaning + " (" + least + " to " + most + ")");
  }

  @Override
  public boolean flag(String key, boolean standard, String meaning) {
    return line(key, standard, "" + standard, meaning + " (true or false)");
  }

  @Override
  public Duration duration(
      String key, Duration standard, Duration least, Duration most, String meaning) {
    String range = " (" + Durations.format(least) + " to " + Durations.format(most) + ")";
    return line(key, standard, Durations.format(standard), meaning + range);
  }

  @Override
  public SortedMap<String, String> decimals(
      String key, SortedMap<String, String> standard, String meaning) {
    comment(meaning);
    out.append(indent).append(key).append(":\n");
    standard.forEach(
        (name, value) ->
            out.append(indent).append("  ").append(name).append(": ").append(value).append('\n'));
    return standard;
  }

  @Override
  public SortedMap<String, String> names(
      String key, SortedMap<String, String> standard, String meaning) {
    return decimals(key, standard, meaning);
  }

  @Override
  public void retired(String key, String successor) {
    // a new file does not speak of the past
  }

  @Override
  public Section group(String key, String meaning) {
    out.append('\n');
    comment(meaning);
    out.append(indent).append(key).append(":\n");
    return new DefaultText(out, indent + "  ");
  }

  private <T> T line(String key, T standard, String written, String meaning) {
    comment(meaning);
    out.append(indent).append(key).append(": ").append(written).append('\n');
    return standard;
  }

  /** Breaks a comment between words. */
  private void comment(String meaning) {
    var line = new StringBuilder(indent).append('#');
    for (String word : meaning.split(" ")) {
      if (line.length() + 1 + word.length() > WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    out.append(line).append('\n');
  }
}
