package io.adlib.llm.relevance;

import io.adlib.core.InputException;
import io.adlib.data.workspace.DiskFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Reads a folder of judgments: {@code judgments.csv} or {@code judgments.csv.gz} (RFC 4180) with
 * the columns {@code id}, {@code query}, {@code product_title}, {@code product_description} and
 * {@code median_relevance}; others are passed over. Markup left in descriptions is dropped.
 */
public final class JudgmentFile {

  private static final List<String> COLUMNS =
      List.of("id", "query", "product_title", "product_description", "median_relevance");

  /** A byte order mark, with which spreadsheets begin a file. */
  private static final String MARK = "\uFEFF";

  private JudgmentFile() {}

  /**
   * Reads them in their order.
   *
   * @throws InputException naming file and row of what is wrong
   */
  public static List<Judgment> read(Path folder) {
    Path file = folder.resolve("judgments.csv");
    file = Files.exists(file) ? file : folder.resolve("judgments.csv.gz");
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          folder + " has no judgments.csv or judgments.csv.gz",
          "give a folder of that layout: " + String.join(", ", COLUMNS));
    }
    try (InputStream in = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        var reader =
            new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()))) {
      return read(file, reader);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private static List<Judgment> read(Path file, Reader reader) throws IOException {
    var rows = new ArrayList<Judgment>();
    List<String> header = record(reader);
    Map<String, Integer> at = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      at.put(header.get(i).replace(MARK, "").strip(), i);
    }
    for (String column : COLUMNS) {
      if (!at.containsKey(column)) {
        throw new InputException(
            file + " has no column " + column, "it needs " + String.join(", ", COLUMNS));
      }
    }
    for (List<String> row = record(reader); !row.isEmpty(); row = record(reader)) {
      if (row.size() < header.size()) {
        throw new InputException(
            file + ": row " + (rows.size() + 1) + " has " + row.size() + " fields",
            "every row needs " + header.size());
      }
      rows.add(
          new Judgment(
              field(row, at, "id"),
              field(row, at, "query"),
              plain(field(row, at, "product_title")),
              plain(field(row, at, "product_description")),
              grade(file, rows.size() + 1, field(row, at, "median_relevance"))));
    }
    if (rows.isEmpty()) {
      throw new InputException(file + " has no rows", "give judgments");
    }
    return rows;
  }

  private static String field(List<String> row, Map<String, Integer> at, String column) {
    return row.get(at.getOrDefault(column, 0));
  }

  private static int grade(Path file, int row, String text) {
    if (!text.strip().matches("[1-4](\\.0*)?")) {
      throw new InputException(
          file + ": row " + row + " has the grade '" + text + "'", "grades are 1, 2, 3 and 4");
    }
    return text.strip().charAt(0) - '0';
  }

  private static String plain(String text) {
    return text.replaceAll("(?s)<(style|script).*?</\\1>", " ")
        .replaceAll("<[^>]{0,500}>", " ")
        .replaceAll("\\{[^}]{0,2000}}", " ")
        .replaceAll("&[a-z]{2,6};", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** One record, line breaks inside quotes included; empty at the end. */
  private static List<String> record(Reader reader) throws IOException {
    var fields = new ArrayList<String>();
    var field = new StringBuilder();
    boolean quoted = false;
    int c = reader.read();
    if (c < 0) {
      return fields;
    }
    for (; c >= 0; c = reader.read()) {
      if (c == '"') {
        quoted = quoted ? isEscape(reader, field) : true;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\n' && !quoted) {
        break;
      } else if (c != '\r' || quoted) {
        field.append((char) c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  /** After a quote inside quotes: a second one stands for itself, anything else ends the quotes. */
  private static boolean isEscape(Reader reader, StringBuilder field) throws IOException {
    reader.mark(1);
    if (reader.read() == '"') {
      field.append('"');
      return true;
    }
    reader.reset();
    return false;
  }
}
