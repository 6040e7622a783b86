package io.adlib.llm.prompt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what stands between the fences of a prompt that a {@link Page} wrote. */
public final class Fences {

  private static final Pattern FENCE =
      Pattern.compile("(?s)<<<([A-Z_ ]+) ([0-9a-f]{16})\\n(.*?)\\n\\1 \\2>>>");

  private Fences() {}

  /** Contents by label, in order, without the bars; of a label given twice the first counts. */
  public static Map<String, String> contents(String prompt) {
    var contents = new LinkedHashMap<String, String>();
    Matcher matcher = FENCE.matcher(prompt);
    while (matcher.find()) {
      String plain = matcher.group(3).replaceAll("(?m)^\\| ?", "");
      contents.putIfAbsent(matcher.group(1), plain);
    }
    return contents;
  }
}
