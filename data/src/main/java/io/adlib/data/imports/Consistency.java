package io.adlib.data.imports;

import io.adlib.data.schema.Table;
import io.adlib.data.tables.SnapshotEdit;
import io.adlib.data.tables.TextCursor;
import java.util.Optional;

/** Checks staged rows against each other and against what is there, and rejects those that fail. */
final class Consistency {

  private final SnapshotEdit edit;
  private final ImportPlan plan;
  private final Rejects rejects;

  Consistency(SnapshotEdit edit, ImportPlan plan, Rejects rejects) {
    this.edit = edit;
    this.plan = plan;
    this.rejects = rejects;
  }

  /** In the order of references, so that what names a rejected row is rejected too. */
  void enforce() {
    for (Table table : Table.values()) {
      if (table != Table.EVENTS) {
        reject(
            table,
            "id",
            "is given twice in this import",
            "ordinal NOT IN (SELECT min(ordinal) FROM "
                + SnapshotEdit.stage(table)
                + " GROUP BY id)");
      }
      switch (table) {
        case ADVERTISERS, USERS -> {}
        case CAMPAIGNS -> refer(table, "advertiser", "true", Table.ADVERTISERS);
        case ADS -> {
          refer(table, "campaign", "true", Table.CAMPAIGNS);
          reject(
              table,
              "id",
              "is the id of a content; ads and contents share one space of ids",
              edit.existing(Table.CONTENT)
                  .map(old -> "id IN (SELECT id FROM " + old + ")")
                  .orElse("false"));
        }
        case CONTENT ->
            reject(
                table,
                "id",
                "is the id of an ad; ads and contents share one space of ids",
                "id IN (" + ids(Table.ADS) + ")");
        case EVENTS -> {
          refer(table, "subject", "kind = 'CONTENT'", Table.CONTENT);
          refer(table, "subject", "kind NOT IN ('CONTENT', 'SEARCH')", Table.ADS);
        }
      }
    }
  }

  private void refer(Table from, String column, String when, Table to) {
    String singular = to == Table.CONTENT ? "content" : to.fileName().replaceFirst("s$", "");
    reject(
        from,
        column,
        "names no known " + singular,
        when + " AND \"" + column + "\" NOT IN (" + ids(to) + ")");
  }

  /** All ids of a table, staged and there. */
  private String ids(Table table) {
    Optional<String> old = edit.existing(table);
    return "SELECT id FROM "
        + SnapshotEdit.stage(table)
        + old.map(files -> " UNION ALL SELECT id FROM " + files).orElse("");
  }

  private void reject(Table table, String column, String reason, String condition) {
    String stage = SnapshotEdit.stage(table);
    if (edit.database().count("SELECT count(*) FROM " + stage) == 0) {
      return;
    }
    edit.database()
        .execute(
            "CREATE OR REPLACE TEMP TABLE bad AS SELECT file, line, \""
                + column
                + "\" AS value, ordinal FROM "
                + stage
                + " WHERE "
                + condition);
    long before = rejects.count();
    try (TextCursor page =
        edit.database().textCursor("SELECT file, line, value FROM bad ORDER BY ordinal")) {
      for (var row = page.next(); !row.isEmpty(); row = page.next()) {
        int file = Integer.parseInt(row.get(0).orElseThrow());
        rejects.add(
            plan.sources().get(file).file(),
            table.fileName(),
            Long.parseLong(row.get(1).orElseThrow()),
            column,
            reason,
            row.get(2).orElse(""));
      }
    }
    if (rejects.count() > before) {
      edit.database()
          .execute("DELETE FROM " + stage + " WHERE ordinal IN (SELECT ordinal FROM bad)");
    }
  }
}
