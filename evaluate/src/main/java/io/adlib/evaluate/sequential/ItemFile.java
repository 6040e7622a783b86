package io.adlib.evaluate.sequential;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code items.tsv}: a header, then one item a line; columns are found by name. */
final class ItemFile {

  private static final String REMEDY =
      "a line is one item, tab-separated as its header says, with item_id from 1";
  private final Path file;
  private final List<@Nullable SequentialItem> items = new ArrayList<>();
  private List<String> header = List.of();

  ItemFile(Path file) {
    this.file = file;
  }

  List<SequentialItem> read() {
    var lines = new Lines(file);
    lines.forEach((line, number) -> take(lines, line, number));
    var all = new ArrayList<SequentialItem>(items.size());
    for (SequentialItem item : items) {
      if (item == null) {
        throw lines.bad(1, "no line has the item_id " + (all.size() + 1), REMEDY);
      }
      all.add(item);
    }
    if (all.isEmpty()) {
      throw lines.bad(1, "there is no item", REMEDY);
    }
    return List.copyOf(all);
  }

  private void take(Lines lines, String line, int number) {
    String[] cells = line.split("\t", -1);
    if (number == 1) {
      header = Arrays.asList(cells);
      if (!header.contains("item_id")) {
        throw lines.bad(1, "the header has no column item_id", REMEDY);
      }
      return;
    }
    if (cells.length != header.size()) {
      throw lines.bad(
          number, cells.length + " cells where the header has " + header.size(), REMEDY);
    }
    int id = parseId(cells[header.indexOf("item_id")]);
    if (id < 1 || id > MAX_ITEMS) {
      throw lines.bad(number, "item_id '" + cell(cells, "item_id") + "' is no number", REMEDY);
    }
    while (items.size() < id) {
      items.add(null);
    }
    var item =
        new SequentialItem(
            cell(cells, "title"),
            cell(cells, "brand"),
            cell(cells, "categories"),
            cell(cells, "llm_keywords"));
    if (items.set(id - 1, item) != null) {
      throw lines.bad(number, "item_id " + id + " was given before", REMEDY);
    }
  }

  private String cell(String[] cells, String column) {
    int at = header.indexOf(column);
    return at < 0 ? "" : cells[at];
  }

  /** More items than a dense score row should ever have. */
  static final int MAX_ITEMS = 50_000_000;

  /** The number, or 0 if the text is none. */
  static int parseId(String text) {
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return Integer.parseInt(text);
  }
}
