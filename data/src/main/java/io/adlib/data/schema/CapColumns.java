package io.adlib.data.schema;

import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.data.config.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frequency caps in a campaign's row. Most campaigns have one, in the two columns {@code
 * frequency_cap} and {@code frequency_window}; caps in further windows stand in {@code
 * frequency_caps}, and there are all of them where a snapshot is written.
 */
final class CapColumns {

  private static final Pattern CAP = Pattern.compile("([1-9]\\d{0,8})\\s*/(.+)");

  private CapColumns() {}

  /** All caps as {@code frequency_caps} has them, such as 3/24h. */
  static Cell cell(List<FrequencyCap> caps) {
    return Cell.items(
        caps.stream()
            .map(cap -> cap.impressions() + "/" + Durations.format(cap.window()))
            .toList());
  }

  /** The caps of a row; all of them hold. */
  static List<FrequencyCap> caps(Row row) {
    var caps = new ArrayList<FrequencyCap>();
    pair(row).ifPresent(caps::add);
    for (String item : row.items("frequency_caps")) {
      caps.add(
          cap(item)
              .orElseThrow(
                  () -> Row.problem("frequency_caps", "'" + item + "' is not such as 10/7d")));
    }
    return caps;
  }

  private static Optional<FrequencyCap> pair(Row row) {
    Optional<Integer> impressions = row.whole("frequency_cap");
    Optional<String> window = row.optionalText("frequency_window");
    if (impressions.isPresent() != window.isPresent()) {
      throw Row.problem(
          impressions.isPresent() ? "frequency_window" : "frequency_cap",
          "is missing: cap and window go together");
    }
    if (impressions.isEmpty() || window.isEmpty()) {
      return Optional.empty();
    }
    if (impressions.get() < 1) {
      throw Row.problem("frequency_cap", "must be at least 1");
    }
    Duration length =
        window(window.get())
            .orElseThrow(
                () -> Row.problem("frequency_window", "'" + window.get() + "' is not such as 24h"));
    return Optional.of(new FrequencyCap(impressions.get(), length));
  }

  private static Optional<FrequencyCap> cap(String item) {
    Matcher parts = CAP.matcher(item.strip());
    return parts.matches()
        ? window(parts.group(2))
            .map(window -> new FrequencyCap(Integer.parseInt(parts.group(1)), window))
        : Optional.empty();
  }

  private static Optional<Duration> window(String text) {
    return Durations.parse(text).filter(Duration::isPositive);
  }
}
