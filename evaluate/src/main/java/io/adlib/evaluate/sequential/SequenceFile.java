package io.adlib.evaluate.sequential;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code sequences.txt}: one user a line, {@code user item item …}, items from 1, oldest first. */
final class SequenceFile {

  private static final String REMEDY =
      "a line is 'user item item …' with items numbered from 1 as in items.tsv";
  private final Path file;
  private final int itemCount;

  SequenceFile(Path file, int itemCount) {
    this.file = file;
    this.itemCount = itemCount;
  }

  SequentialDataset read(String name, SequentialDataset.Order order, List<SequentialItem> items) {
    var lines = new Lines(file);
    var users = new ArrayList<String>();
    var sequences = new ArrayList<int[]>();
    Set<String> known = new HashSet<>();
    lines.forEach(
        (line, number) -> {
          String[] words = line.strip().split("\\s+");
          if (words.length < 2) {
            throw lines.bad(number, "a user with no item", REMEDY);
          }
          if (!known.add(words[0])) {
            throw lines.bad(number, "user '" + words[0] + "' was given before", REMEDY);
          }
          int[] sequence = new int[words.length - 1];
          for (int i = 0; i < sequence.length; i++) {
            int id = ItemFile.parseId(words[i + 1]);
            if (id < 1 || id > itemCount) {
              throw lines.bad(
                  number,
                  "item '" + words[i + 1] + "' is not a number from 1 to " + itemCount,
                  REMEDY);
            }
            sequence[i] = id - 1;
          }
          users.add(words[0]);
          sequences.add(sequence);
        });
    if (users.isEmpty()) {
      throw lines.bad(1, "there is no user", REMEDY);
    }
    return new SequentialDataset(
        name, order, users.toArray(new String[0]), sequences.toArray(new int[0][]), items);
  }
}
