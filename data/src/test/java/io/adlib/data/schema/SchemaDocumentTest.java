package io.adlib.data.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaDocumentTest {

  @ParameterizedTest
  @EnumSource(Table.class)
  void everyColumnStandsInTheDocumentAsItIsRead(Table table) throws IOException {
    String page = Files.readString(Path.of(System.getProperty("adlib.root"), "docs", "import.md"));
    int from = page.indexOf("\n### " + table.fileName() + "\n");
    assertThat(from).as("section " + table.fileName()).isPositive();
    int to = page.indexOf("\n##", from + 1);
    String section = page.substring(from, to < 0 ? page.length() : to);
    for (Column column : table.columns()) {
      String type =
          switch (column.type()) {
            case TEXT -> "text";
            case TIME -> "time";
            case AMOUNT -> "amount";
            case WHOLE -> "whole number";
            case REAL -> "number";
            case ITEMS -> "list";
            case FIELDS -> "object";
          };
      String required = column.required() ? "yes" : "";
      assertThat(section)
          .contains(
              "| `%s` | %s | %s | %s |".formatted(column.name(), type, required, column.meaning()));
    }
    assertThat(section.lines().filter(line -> line.startsWith("| `")))
        .hasSize(table.columns().size());
  }
}
