package io.adlib.data.imports;

import io.adlib.core.InputException;
import io.adlib.data.config.Nearest;
import io.adlib.data.schema.Column;
import io.adlib.data.schema.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Where each of a table's columns stands in a file. */
final class Header {

  private Header() {}

  /**
   * The place in the file of each of the table's columns, or −1.
   *
   * @throws InputException if a required column is missing, one stands twice, or one is unknown and
   *     that is not to be ignored
   */
  static int[] places(Path file, Table table, List<String> names, boolean ignoreExtra) {
    var seen = new HashSet<String>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new InputException(
            file + " has the column '" + name + "' twice", "remove one of the two");
      }
      if (table.column(name).isEmpty() && !ignoreExtra) {
        throw new InputException(
            file + " has the column '" + name + "', which " + table.fileName() + " do not have",
            "skip it with --ignore-extra-columns; " + hint(table, name));
      }
    }
    var places = new int[table.columns().size()];
    var missing = new ArrayList<String>();
    for (int i = 0; i < places.length; i++) {
      Column column = table.columns().get(i);
      places[i] = names.indexOf(column.name());
      if (places[i] < 0 && column.required()) {
        missing.add(column.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new InputException(
          file
              + (missing.size() == 1 ? " lacks the column " : " lacks the columns ")
              + String.join(", ", missing),
          "its first line must name the columns; see docs/import.md for those of "
              + table.fileName());
    }
    return places;
  }

  /** What an unknown name may have meant. */
  static String hint(Table table, String name) {
    List<String> known = table.columns().stream().map(Column::name).toList();
    return Nearest.to(name, known)
        .map(near -> "did you mean " + near + "?")
        .orElse("known are " + String.join(", ", known));
  }
}
