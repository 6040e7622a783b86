package io.adlib.llm.task;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The codes of all fences that a run has written. Thread-safe. */
public final class Canaries {

  private static final Pattern CODE = Pattern.compile("[0-9a-f]{16}");
  private final Set<String> written = ConcurrentHashMap.newKeySet();

  /** Those of one more prompt. */
  public void add(Set<String> codes) {
    written.addAll(codes);
  }

  /** Whether a text holds one of them, its own input's or another's. */
  public boolean standIn(String text) {
    Matcher matcher = CODE.matcher(text.toLowerCase(java.util.Locale.ROOT));
    for (int from = 0; matcher.find(from); from = matcher.start() + 1) {
      if (written.contains(matcher.group())) {
        return true;
      }
    }
    return false;
  }
}
