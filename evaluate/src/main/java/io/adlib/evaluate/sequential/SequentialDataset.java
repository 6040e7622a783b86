package io.adlib.evaluate.sequential;

import io.adlib.core.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Users' purchases in order. Items and users are numbered from 0 (files number items from 1). The
 * arrays are not copied: treat them as immutable. An item's number may carry the order of first
 * appearance, so no model may use its magnitude.
 *
 * @param name the folder's name
 * @param order which of the folder's sequence files was read
 * @param users the users' ids, by user number
 * @param sequences_U each user's items, oldest first
 * @param items what is known of each item
 */
public record SequentialDataset(
    String name, Order order, String[] users, int[][] sequences_U, List<SequentialItem> items) {

  /** Ways in which purchases of one day were put in order. */
  public enum Order {
    /** The published order. */
    CANONICAL("sequences.txt"),
    /** Another tie-break of the same purchases, to show what hangs on it. */
    ALTERNATIVE("sequences_alt_tiebreak.txt");

    private final String file;

    Order(String file) {
      this.file = file;
    }

    String file() {
      return file;
    }

    /** The name outside. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads {@code sequences.txt} and {@code items.tsv} of a folder, plain or gzipped.
   *
   * @throws InputException if a file is missing or a line is not as the layout says; the message
   *     names file and line
   */
  public static SequentialDataset read(Path folder) {
    return read(folder, Order.CANONICAL);
  }

  /** The same, with the order of one's choice. */
  public static SequentialDataset read(Path folder, Order order) {
    List<SequentialItem> items = new ItemFile(find(folder, "items.tsv")).read();
    var sequences = new SequenceFile(find(folder, order.file()), items.size());
    return sequences.read(
        folder.toAbsolutePath().normalize().getFileName().toString(), order, items);
  }

  /** Whether the folder has this order. */
  public static boolean has(Path folder, Order order) {
    return candidates(folder, order.file()).anyMatch(Files::isRegularFile);
  }

  private static Stream<Path> candidates(Path folder, String file) {
    return Stream.of(folder.resolve(file + ".gz"), folder.resolve(file));
  }

  private static Path find(Path folder, String file) {
    return candidates(folder, file)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    folder + " has no " + file + " or " + file + ".gz",
                    file.equals(Order.ALTERNATIVE.file)
                        ? "that order of same-day ties is optional: use --order canonical"
                        : "give a folder with sequences.txt(.gz) and items.tsv(.gz)"));
  }

  /** The number of users. */
  public int userCount() {
    return sequences_U.length;
  }

  /** The number of items, N. */
  public int itemCount() {
    return items.size();
  }

  /** All purchases of all users. */
  public long events() {
    return Stream.of(sequences_U).mapToLong(sequence -> sequence.length).sum();
  }

  /** Each item's text, by item number; see {@link SequentialItem#text}. */
  public List<String> texts() {
    return items.stream().map(SequentialItem::text).toList();
  }

  /** Last item for test, the one before for validation, the rest for training. */
  public LeaveOneOut split() {
    return new LeaveOneOut(sequences_U, itemCount());
  }
}
