package io.adlib.data.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Column;
import io.adlib.data.schema.ColumnType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowFormsTest {

  private static List<CsvRecords.CsvRecord> csv(byte[] bytes, int width) throws IOException {
    var records = new CsvRecords(new LineReader(new ByteArrayInputStream(bytes)), ',');
    var all = new ArrayList<CsvRecords.CsvRecord>();
    for (var next = records.next(width); next.isPresent(); next = records.next(width)) {
      all.add(next.get());
    }
    return all;
  }

  private static List<CsvRecords.CsvRecord> csv(String text, int width) throws IOException {
    return csv(text.getBytes(UTF_8), width);
  }

  private static Cell parse(ColumnType type, String text) {
    return CellParser.parse(new Column("c", type, false, "", ""), Optional.of(RawCell.text(text)));
  }

  @Test
  void quotesNewlinesCarriageReturnsAndBlankLinesKeepTheirLineNumbers() throws IOException {
    assertThat(csv("\uFEFFa,b\r\n\r\n\"x\"\"y\",\"1\r\n2\"\r\n,\n", 2))
        .containsExactly(
            new CsvRecords.CsvRecord(1, List.of("a", "b"), ""),
            new CsvRecords.CsvRecord(3, List.of("x\"y", "1\r\n2"), ""),
            new CsvRecords.CsvRecord(5, List.of("", ""), ""));
  }

  @Test
  void aBrokenQuoteLosesOnlyItsOwnLine() throws IOException {
    assertThat(csv("a,\"b\nc,d\ne,\"f\"\ng,\"h\"x\ni,j\"k\nl,m\n", 2))
        .containsExactly(
            new CsvRecords.CsvRecord(1, List.of(), "a quote is not closed"),
            new CsvRecords.CsvRecord(2, List.of("c", "d"), ""),
            new CsvRecords.CsvRecord(3, List.of("e", "f"), ""),
            new CsvRecords.CsvRecord(4, List.of(), "has text after a closing quote"),
            new CsvRecords.CsvRecord(5, List.of(), "has a quote inside an unquoted field"),
            new CsvRecords.CsvRecord(6, List.of("l", "m"), ""));
    assertThat(csv("a,\"b\nc,d\n", 2)).hasSize(2).last().extracting("line").isEqualTo(2L);
    assertThat(csv("a\na,b,c\n", 2))
        .extracting(CsvRecords.CsvRecord::problem)
        .containsExactly("has 1 fields instead of 2", "has 3 fields instead of 2");
  }

  @Test
  void aLineThatIsNoTextSpoilsNoOther() throws IOException {
    byte[] bytes = "a,b\nx,\0\nc,?\nd,e".getBytes(UTF_8);
    bytes[10] = (byte) 0xff;
    assertThat(csv(bytes, 2))
        .extracting(CsvRecords.CsvRecord::problem)
        .containsExactly("", "has a NUL byte", "is not UTF-8 text", "");
  }

  @Property
  void everyTextSurvivesCsv(@ForAll @Size(min = 1, max = 5) List<String> fields)
      throws IOException {
    List<String> clean =
        fields.stream().map(f -> new String(f.replace("\0", "").getBytes(UTF_8), UTF_8)).toList();
    String line = "first," + String.join(",", clean.stream().map(CsvText::field).toList()) + "\r\n";
    var expected = new ArrayList<>(List.of("first"));
    expected.addAll(clean);
    assertThat(csv(line, 0)).extracting(CsvRecords.CsvRecord::fields).containsExactly(expected);
  }

  @Property
  void everyListSurvivesItsSeparators(
      @ForAll @Size(min = 1, max = 5) List<@NotEmpty String> items) {
    assertThat(CellParser.splitItems(CellParser.joinItems(items))).isEqualTo(items);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T10:15:30Z, 2026-11-22T10:15:30Z",
    "2026-11-22 10:15:30, 2026-11-22T10:15:30Z",
    "2026-11-22T10:15, 2026-11-22T10:15:00Z",
    "2026-11-22, 2026-11-22T00:00:00Z",
    "2026-11-22T10:15:30.1234567+02:00, 2026-11-22T08:15:30.123456Z",
    "2026-11-22T10:15:30-0330, 2026-11-22T13:45:30Z",
    "2026-11-22 10:15:30+02, 2026-11-22T08:15:30Z",
  })
  void timesAreReadInTheFormsPeopleWrite(String text, Instant expected) {
    assertThat(parse(ColumnType.TIME, text)).isEqualTo(new Cell.Time(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "1700000000",
        "2026-13-01",
        "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-01-01T00:00:00Z",
        "2026-11-22T25:00:00Z",
        "22.11.2026",
        "1970-01-01T00:00:00Z"
      })
  void whatIsNoTimeIsSaidToBeNone(String text) {
    assertThatThrownBy(() -> parse(ColumnType.TIME, text)).isInstanceOf(InputException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "AMOUNT, 1.2345678",
    "AMOUNT, 1e400",
    "AMOUNT, 1e999999999",
    "AMOUNT, 1000000000000",
    "AMOUNT, '1,5'",
    "AMOUNT, NaN",
    "WHOLE, 1.5",
    "WHOLE, 3000000000",
    "WHOLE, 1e99999999",
    "REAL, NaN",
    "REAL, much",
    "ITEMS, a||b",
    "FIELDS, '[1]'",
    "FIELDS, '{\"a\":[1]}'",
    "FIELDS, '{'",
  })
  void valuesOfTheWrongTypeAreRefused(ColumnType type, String text) {
    assertThatThrownBy(() -> parse(type, text))
        .isInstanceOf(InputException.class)
        .hasMessageNotContaining("\n");
  }
}
