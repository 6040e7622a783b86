package io.adlib.data.config;

import io.adlib.core.InputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** A group of keys read from a file. Once all known keys were asked for, the rest is unknown. */
final class YamlSection implements Section {

  private final Path file;
  private final String path;
  private final YamlNode.Mapping mapping;
  private final Map<String, Boolean> known = new LinkedHashMap<>();
  private final List<YamlSection> groups = new ArrayList<>();

  YamlSection(Path file, String path, YamlNode.Mapping mapping) {
    this.file = file;
    this.path = path;
    this.mapping = mapping;
  }

  @Override
  public String text(String key, String standard, String meaning) {
    return read(key, standard, "a text", text -> Optional.of(text).filter(t -> !t.isBlank()));
  }

  @Override
  public String oneOf(String key, String standard, List<String> allowed, String meaning) {
    return read(
        key,
        standard,
        "one of " + String.join(", ", allowed),
        text -> Optional.of(text).filter(allowed::contains));
  }

  @Override
  public int integer(String key, int standard, int least, int most, String meaning) {
    return read(
        key,
        standard,
        "a whole number from " + least + " to " + most,
        text ->
            decimal(text)
                .filter(d -> d == Math.rint(d) && d >= least && d <= most)
                .map(Double::intValue));
  }

  @Override
  public double number(String key, double standard, double least, double most, String meaning) {
    return read(
        key,
        standard,
        "a number from " + least + " to " + most,
        text -> decimal(text).filter(d -> d >= least && d <= most));
  }

  @Override
  public boolean flag(String key, boolean standard, String meaning) {
    return read(
        key,
        standard,
        "true or false",
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  @Override
  public Duration duration(
      String key, Duration standard, Duration least, Duration most, String meaning) {
    return read(
        key,
        standard,
        "a time from " + Durations.format(least) + " to " + Durations.format(most),
        text ->
            Durations.parse(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0));
  }

  @Override
  public SortedMap<String, String> decimals(
      String key, SortedMap<String, String> standard, String meaning) {
    return entries(
        key,
        standard,
        "currencies with their rates, one a line",
        (currency, rate) ->
            currency.matches("[A-Z]{3}") && decimal(rate).filter(d -> d > 0).isPresent(),
        "a currency of three capital letters and a number above 0, such as USD: 0.92");
  }

  @Override
  public SortedMap<String, String> names(
      String key, SortedMap<String, String> standard, String meaning) {
    return entries(
        key,
        standard,
        "names with their values, one a line",
        (_, value) -> !value.isBlank(),
        "a name and a text, such as Gambling: IAB9-7");
  }

  private SortedMap<String, String> entries(
      String key,
      SortedMap<String, String> standard,
      String form,
      BiPredicate<String, String> fits,
      String entryForm) {
    known.put(key, true);
    YamlNode.Keyed keyed = mapping.entries().get(key);
    if (keyed == null || keyed.value() instanceof YamlNode.Blank) {
      return standard;
    }
    if (!(keyed.value() instanceof YamlNode.Mapping entries)) {
      throw wrong(keyed.line(), key, form);
    }
    var values = new TreeMap<String, String>();
    entries
        .entries()
        .forEach(
            (name, value) -> {
              if (!(value.value() instanceof YamlNode.Scalar scalar)
                  || !fits.test(name, scalar.text())) {
                throw wrong(value.line(), key + "." + name, entryForm);
              }
              values.put(name, scalar.text());
            });
    return values;
  }

  @Override
  public void retired(String key, String successor) {
    YamlNode.Keyed keyed = mapping.entries().get(key);
    if (keyed != null) {
      throw new InputException(
          file + ":" + keyed.line() + ": the key " + path + key + " is retired",
          "use " + successor + " instead");
    }
  }

  @Override
  public Section group(String key, String meaning) {
    known.put(key, true);
    YamlNode.Keyed keyed = mapping.entries().get(key);
    YamlNode.Mapping inner =
        switch (keyed == null ? new YamlNode.Blank(1) : keyed.value()) {
          case YamlNode.Mapping entries -> entries;
          case YamlNode.Blank blank -> new YamlNode.Mapping(blank.line(), Map.of());
          case YamlNode.Scalar scalar -> throw wrong(scalar.line(), key, "a group of keys");
          case YamlNode.Sequence list -> throw wrong(list.line(), key, "a group of keys");
        };
    var group = new YamlSection(file, path + key + ".", inner);
    groups.add(group);
    return group;
  }

  /** Refuses keys that nobody asked for, here and in the groups. */
  void refuseUnknown() {
    mapping
        .entries()
        .forEach(
            (key, keyed) -> {
              if (!known.containsKey(key)) {
                throw new InputException(
                    file + ":" + keyed.line() + ": unknown key " + path + key,
                    Nearest.to(key, known.keySet())
                        .map(near -> "did you mean " + path + near + "?")
                        .orElse("known are " + String.join(", ", known.keySet())));
              }
            });
    groups.forEach(YamlSection::refuseUnknown);
  }

  private <T> T read(String key, T standard, String form, Function<String, Optional<T>> reader) {
    known.put(key, true);
    YamlNode.Keyed keyed = mapping.entries().get(key);
    if (keyed == null) {
      return standard;
    }
    if (keyed.value() instanceof YamlNode.Scalar scalar) {
      return reader.apply(scalar.text()).orElseThrow(() -> wrong(keyed.line(), key, form));
    }
    throw wrong(keyed.line(), key, form);
  }

  private InputException wrong(int line, String key, String form) {
    return new InputException(
        file + ":" + line + ": " + path + key + " must be " + form,
        "correct the line, or remove it to use the default");
  }

  private static Optional<Double> decimal(String text) {
    try {
      return Optional.of(Double.valueOf(text)).filter(d -> !d.isNaN() && !d.isInfinite());
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
