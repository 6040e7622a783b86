package io.adlib.evaluate.page;

import java.util.ArrayList;
import java.util.List;

/** A table of a {@link ReportPage}, filled row by row. Not thread-safe. */
public final class ReportTable {

  private final List<String> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  /** Starts a table without rows; columns that are all nameless have no head. */
  public ReportTable(String... columns) {
    this.columns = List.of(columns);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it does not have a cell for each column
   */
  public ReportTable row(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for the columns %s".formatted(cells.size(), columns));
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** Adds a row, as {@link #row(List)}. */
  public ReportTable row(Cell... cells) {
    return row(List.of(cells));
  }

  String html() {
    var html = new StringBuilder("<div class=\"wide\"><table>\n");
    if (columns.stream().anyMatch(name -> !name.isEmpty())) {
      html.append(head());
    }
    for (List<Cell> row : rows) {
      html.append("<tr>");
      row.forEach(cell -> html.append(html(cell)));
      html.append("</tr>\n");
    }
    return html.append("</table></div>\n").toString();
  }

  private String head() {
    var html = new StringBuilder("<tr>");
    for (int i = 0; i < columns.size(); i++) {
      boolean figures = !rows.isEmpty() && rows.getFirst().get(i).figure();
      html.append(figures ? "<th class=\"n\">" : "<th>")
          .append(ReportPage.escaped(columns.get(i)))
          .append("</th>");
    }
    return html.append("</tr>\n").toString();
  }

  private static String html(Cell cell) {
    String text = ReportPage.escaped(cell.text());
    return (cell.figure() ? "<td class=\"n\">" : "<td>")
        + (cell.strong() ? "<b>" + text + "</b>" : text)
        + (cell.aside().isEmpty() ? "" : " <small>" + ReportPage.escaped(cell.aside()) + "</small>")
        + "</td>";
  }
}
