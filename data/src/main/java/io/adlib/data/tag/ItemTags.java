package io.adlib.data.tag;

import io.adlib.core.InputException;
import io.adlib.data.written.TextLists;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Structured tags by the id of their ad or content, as JSON Lines: <code>
 * {"id": "ad-1", "tags": ["material=steel", "gift"]}</code>; see {@link TextLists}.
 */
public final class ItemTags {

  /** What the file is called in an artifact. */
  public static final String FILE = "tags.jsonl";

  private static final TextLists LISTS = new TextLists("tags", "gift");

  private ItemTags() {}

  /**
   * Reads a file.
   *
   * @throws InputException naming the line that is wrong
   */
  public static Map<String, List<String>> read(Path file) {
    return LISTS.read(file);
  }

  /** Writes a file, whole or not at all. */
  public static void write(Path file, Map<String, List<String>> tags) {
    LISTS.write(file, tags);
  }
}
