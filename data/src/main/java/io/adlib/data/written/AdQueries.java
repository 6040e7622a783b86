package io.adlib.data.written;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Queries by the id of the ad they were written for, as JSON Lines: <code>
 * {"id": "ad-1", "queries": ["chef knife", "sharp knife"]}</code>; see {@link TextLists}.
 */
public final class AdQueries {

  /** What the file is called in a release. */
  public static final String FILE = "queries.jsonl";

  private static final TextLists LISTS = new TextLists("queries", "chef knife");

  private AdQueries() {}

  /**
   * Reads a file.
   *
   * @throws io.adlib.core.InputException naming the line that is wrong
   */
  public static Map<String, List<String>> read(Path file) {
    return LISTS.read(file);
  }

  /** Writes a file, whole or not at all. */
  public static void write(Path file, Map<String, List<String>> queries) {
    LISTS.write(file, queries);
  }
}
