package io.adlib.llm.prompt;

import io.adlib.core.ContentHash;
import java.util.regex.Pattern;

/**
 * Puts text of others between marks that it cannot write itself. The code beside the marks is a
 * hash of the text, so that its writer cannot know it; angle brackets inside become ‹ and ›, every
 * line stands behind a bar, and characters that people do not see are dropped. The code is a canary
 * too: an answer that holds it has copied the fence.
 */
final class Fence {

  /** Control and format characters but line breaks, tags (U+E0000…), variation selectors. */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\x{FE00}-\\x{FE0F}\\x{E0100}-\\x{E01EF}&&[^\\n]]");

  private Fence() {}

  /** A fenced text and its code of 16 hexadecimal digits. */
  record Fenced(String text, String canary) {}

  static Fenced around(String label, String content) {
    String safe =
        UNSEEN
            .matcher(content.replaceAll("\\R", "\n").replace('\t', ' '))
            .replaceAll("")
            .replace('<', '‹')
            .replace('>', '›')
            .strip();
    String canary =
        new ContentHash().add("adlib-fence-1").add(label).add(content).hex().substring(0, 16);
    String name = label + " " + canary;
    return new Fenced(
        "<<<" + name + "\n| " + safe.replace("\n", "\n| ") + "\n" + name + ">>>", canary);
  }
}
