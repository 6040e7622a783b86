package io.adlib.llm.task;

import io.adlib.llm.lexical.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the prompts of a run hold that no answer may give away: the codes of all fences, and runs of
 * {@value #RUN} words that stand in other inputs but not in the answer's own. Of runs the first
 * million are kept. Thread-safe.
 */
public final class Canaries {

  private static final Pattern CODE = Pattern.compile("[0-9a-f]{16}");
  private static final int RUN = 8;
  private static final int MOST = 1_000_000;

  private final Set<String> codes = ConcurrentHashMap.newKeySet();
  private final Set<Long> runs = ConcurrentHashMap.newKeySet();

  /** Those of one more prompt. */
  public void add(Draft draft) {
    codes.addAll(draft.canaries());
    if (runs.size() < MOST) {
      runs.addAll(runs(draft.prompt().user()));
    }
  }

  /** Whether a text holds a code, its own input's or another's, or the words of another input. */
  public boolean givenAwayBy(String text, Draft own) {
    Matcher matcher = CODE.matcher(text.toLowerCase(Locale.ROOT));
    for (int from = 0; matcher.find(from); from = matcher.start() + 1) {
      if (codes.contains(matcher.group()) || own.canaries().contains(matcher.group())) {
        return true;
      }
    }
    Set<Long> said = runs(text);
    said.retainAll(runs);
    if (said.isEmpty()) {
      return false;
    }
    said.removeAll(runs(own.prompt().user()));
    return !said.isEmpty();
  }

  private static Set<Long> runs(String text) {
    List<String> words = Words.of(text);
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i + RUN <= words.size(); i++) {
      long hash = 1;
      for (String word : words.subList(i, i + RUN)) {
        hash = (hash ^ word.hashCode()) * 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
      }
      hashes.add(hash);
    }
    return hashes;
  }
}
