package io.adlib.llm.prompt;

import io.adlib.llm.privacy.Kind;
import io.adlib.llm.privacy.PersonalData;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The part of a prompt that an input fills. What others wrote gets here by {@link #data} alone,
 * which takes personal data out, fences it, and cuts it to the tokens left. Not thread-safe.
 */
public final class Page {

  private static final int FENCE_TOKENS = 24;

  private final PersonalData filter;
  private final StringBuilder text = new StringBuilder();
  private final Set<String> canaries = new LinkedHashSet<>();
  private final Map<Kind, Integer> removed = new EnumMap<>(Kind.class);
  private int left;

  /**
   * An empty page.
   *
   * @param filter takes personal data out of everything but our own words
   * @param tokens most, estimated
   */
  public Page(PersonalData filter, int tokens) {
    this.filter = filter;
    left = tokens;
  }

  /** Our own words; never a text of others. */
  public Page say(String words) {
    left -= TokenCount.estimate(words) + 1;
    text.append(words).append('\n');
    return this;
  }

  /**
   * Text of others.
   *
   * @param label what it is, in capital letters
   */
  public Page data(String label, String content) {
    PersonalData.Cleaned cleaned = filter.clean(content);
    cleaned.removed().forEach((kind, times) -> removed.merge(kind, times, Integer::sum));
    String cut = TokenCount.cut(cleaned.text(), Math.max(1, left - FENCE_TOKENS));
    Fence.Fenced fenced = Fence.around(label, cut);
    left -= TokenCount.estimate(cut) + FENCE_TOKENS;
    canaries.add(fenced.canary());
    text.append(fenced.text()).append('\n');
    return this;
  }

  /** Tokens left for more. */
  public int left() {
    return Math.max(0, left);
  }

  /** All of it. */
  public String text() {
    return text.toString();
  }

  /** The codes of its fences; none of them may stand in an answer. */
  public Set<String> canaries() {
    return Collections.unmodifiableSet(canaries);
  }

  /** What was taken out, how often. */
  public Map<Kind, Integer> removed() {
    return Collections.unmodifiableMap(removed);
  }
}
