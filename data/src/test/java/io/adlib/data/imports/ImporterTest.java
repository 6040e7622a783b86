package io.adlib.data.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import io.adlib.core.Progress;
import io.adlib.data.tables.Database;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImporterTest {

  private static final ImportOptions STRICT = new ImportOptions(0.01, false);
  private static final ImportOptions LENIENT = new ImportOptions(1, false);
  private static final String CAMPAIGN_HEADER =
      "id,advertiser,objective,bid,daily_budget,currency,start,end\n";
  private static final String EVENT_HEADER = "id,time,user,kind,subject\n";
  @TempDir Path folder;
  private Workspace workspace;
  private Path in;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");

  @BeforeEach
  void create() throws IOException {
    workspace = Workspace.create(folder.resolve("market"));
    in = Files.createDirectories(folder.resolve("in"));
  }

  private ImportReport run(ImportOptions options, Path... paths) {
    now = now.plusSeconds(1);
    return new Importer(workspace, InstantSource.fixed(now))
        .run(List.of(paths), options, Progress.SILENT);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(in.resolve(name), text);
  }

  private void small() throws IOException {
    file("advertisers.csv", "id,name,timezone\nadv1,One,Europe/Berlin\n");
    file(
        "campaigns.csv",
        CAMPAIGN_HEADER + "c1,adv1,click,0.35,120,EUR,2026-11-01,2027-01-01T00:00:00+01:00\n");
    file(
        "ads.jsonl",
        """
        {"id":"a1","campaign":"c1","title":"Knife","category":["Home","Kitchen"],"price":49.9,\
        "currency":"EUR","created":"2026-10-28T09:30:00Z"}
        {"id":"a2","campaign":"c1","title":"Spoon","created":"2026-10-28T09:30:00Z"}
        """);
    file("content.csv", "id;kind;title;tags\nt1;article;Sharpening;kitchen|how-to\n");
    file("users.csv", "id,attributes\nu1,\"{\"\"country\"\":\"\"DE\"\"}\"\n");
    file(
        "events.csv",
        EVENT_HEADER
            + "e2,2026-11-22T10:00:00Z,u1,CLICK,a1\n"
            + "e1,2026-11-21T10:00:00Z,u9,SEARCH,knife\n");
  }

  private List<Event> events() {
    try (Stream<Event> events = new EventLog(workspace, InstantSource.system()).stream()) {
      return events.toList();
    }
  }

  private List<String> rejects(ImportReport report) throws IOException {
    String name = report.rejectsFile().orElseThrow().toString();
    assertThat(Path.of(name).getParent()).isEqualTo(workspace.folder(Workspace.Area.REPORTS));
    List<String> lines = Files.readAllLines(Path.of(name));
    assertThat(lines.getFirst()).isEqualTo("file,line,field,reason,value");
    return lines.stream().skip(1).map(l -> l.substring(in.toString().length() + 1)).toList();
  }

  @Test
  void aFolderOfMixedFormatsBecomesAMarket() throws IOException {
    small();
    ImportReport report = run(STRICT, in);
    assertThat(report.accepted()).isEqualTo(8);
    assertThat(report.read()).isEqualTo(8);
    assertThat(report.rejectsFile()).isEmpty();
    MarketData data = MarketData.load(workspace);
    assertThat(data.catalogue().campaigns().getFirst().bid())
        .isEqualTo(Money.micros(350_000, "EUR"));
    assertThat(data.catalogue().campaigns().getFirst().flight().end())
        .isEqualTo(Instant.parse("2026-12-31T23:00:00Z"));
    assertThat(data.catalogue().ads().getFirst().category()).containsExactly("Home", "Kitchen");
    assertThat(data.catalogue().ads().getFirst().price()).contains(Money.micros(49_900_000, "EUR"));
    assertThat(data.catalogue().contents().getFirst().tags()).containsExactly("kitchen", "how-to");
    assertThat(data.users().get("u1").attributes()).isEqualTo(Map.of("country", "DE"));
    assertThat(events()).extracting(Event::id).containsExactly("e1", "e2");
  }

  @Test
  void theSameContentAgainChangesNothingEvenUnderAnotherName() throws IOException {
    small();
    run(STRICT, in);
    long number = MarketData.load(workspace).snapshot().number();
    Path copy = Files.copy(in.resolve("events.csv"), in.resolve("events-copy.csv"));
    ImportReport again = run(STRICT, in, copy);
    assertThat(again.alreadyImported()).isTrue();
    assertThat(again.read()).isZero();
    assertThat(MarketData.load(workspace).snapshot().number()).isEqualTo(number);
  }

  @Test
  void aLaterFileUpdatesItsRowsAndTheEarlierFileCanBringThemBack() throws IOException {
    small();
    run(STRICT, in);
    Path users = file("users-2.csv", "id,attributes\nu1,\"{\"\"country\"\":\"\"FR\"\"}\"\nu2,\n");
    run(STRICT, users);
    assertThat(MarketData.load(workspace).users().get("u1").attributes())
        .isEqualTo(Map.of("country", "FR"));
    run(STRICT, in.resolve("users.csv"));
    MarketData data = MarketData.load(workspace);
    assertThat(data.users().get("u1").attributes()).isEqualTo(Map.of("country", "DE"));
    assertThat(data.users()).containsKey("u2");
    assertThat(data.catalogue().ads()).hasSize(2);
  }

  @Test
  void anEventIsKeptOnceAcrossImports() throws IOException {
    small();
    run(STRICT, in);
    Path more =
        file(
            "events-2.csv",
            EVENT_HEADER
                + "e2,2026-11-23T10:00:00Z,u1,CLICK,a2\n"
                + "e3,2026-11-21T09:00:00Z,u1,CONTENT,t1\n"
                + "e3,2026-11-21T09:00:00Z,u1,CONTENT,t1\n");
    ImportReport report = run(STRICT, more);
    assertThat(report.accepted()).isEqualTo(1);
    assertThat(report.duplicates()).isEqualTo(2);
    assertThat(report.rejected()).isZero();
    assertThat(events()).extracting(Event::id).containsExactly("e3", "e1", "e2");
    assertThat(events().getLast().subject()).isEqualTo("a1");
  }

  @Test
  void everyBadRowIsNamedWithFileLineFieldAndReason() throws IOException {
    small();
    file(
        "campaigns.csv",
        CAMPAIGN_HEADER
            + "c1,adv1,CLICK,0.35,120,EUR,2026-11-01,2027-01-01\n"
            + "c2,adv9,CLICK,0.35,120,EUR,2026-11-01,2027-01-01\n"
            + "c3,adv1,VIEW,0.35,120,EUR,2026-11-01,2027-01-01\n"
            + "c4,adv1,CLICK,-1,120,EUR,2026-11-01,2027-01-01\n"
            + "c5,adv1,CLICK,1,120,EURO,2026-11-01,2027-01-01\n"
            + "c6,adv1,CLICK,1,120,CHF,2026-11-01,2027-01-01\n"
            + "c7,adv1,CLICK,1,120,EUR,2027-01-01,2026-11-01\n"
            + "c1,adv1,CLICK,1,120,EUR,2026-11-01,2027-01-01\n"
            + ",adv1,CLICK,1,120,EUR,2026-11-01,2027-01-01\n"
            + "c8,adv1,CLICK,1,120,EUR,soon,2027-01-01\n"
            + "c9,adv1,\"CLICK,1,120,EUR,2026-11-01,2027-01-01\n");
    file(
        "ads.jsonl",
        """
        {"id":"a1","campaign":"c1","title":"Knife","created":"2026-10-28T09:30:00Z"}
        {"id":"a2","campaign":"c2","title":"of a rejected campaign","created":"2026-10-28"}
        {"id":"a3","campaign":"c1","titel":"Knife","created":"2026-10-28T09:30:00Z"}
        {"id":"a4","campaign":"c1","title":"Knife"
        {"id":"a5","campaign":"c1","title":"a\\u0000b","created":"2026-10-28T09:30:00Z"}
        {"id":"a6","campaign":"c1","title":["Knife"],"created":"2026-10-28T09:30:00Z"}
        """);
    file("content.csv", "id,kind,title\na1,article,clash\n");
    file("events.csv", EVENT_HEADER + "e1,2026-11-22T10:00:00Z,u1,CLICK,a7\n");
    ImportReport report = run(LENIENT, in);
    assertThat(rejects(report))
        .containsExactlyInAnyOrder(
            "campaigns.csv,3,advertiser,\"names no known advertiser\",adv9",
            "campaigns.csv,4,objective,\"'VIEW' is not one of [IMPRESSION, CLICK, CONVERSION]\",VIEW",
            "campaigns.csv,5,bid,\"must be above 0\",-1",
            "campaigns.csv,6,currency,\"'EURO' is not an ISO 4217 code\",EURO",
            "campaigns.csv,7,currency,\"'CHF' has no rate in adlib.yaml's market.rates\",CHF",
            "campaigns.csv,8,end,\"must be after start\",2026-11-01",
            "campaigns.csv,9,id,\"is given twice in this import\",c1",
            "campaigns.csv,10,id,\"is missing\",",
            "campaigns.csv,11,start,\"is not a time such as 2026-11-22T10:15:30Z\",soon",
            "campaigns.csv,12,,\"a quote is not closed\",",
            "ads.jsonl,2,campaign,\"names no known campaign\",c2",
            "ads.jsonl,3,titel,\"is not a field of ads; did you mean title?\",",
            "ads.jsonl,4,,\"is no valid JSON\","
                + "\"{\"\"id\"\":\"\"a4\"\",\"\"campaign\"\":\"\"c1\"\",\"\"title\"\":\"\"Knife\"\"\"",
            "ads.jsonl,5,title,\"has a NUL byte\",a\uFFFDb",
            "ads.jsonl,6,title,\"is a list or an object instead of one value\","
                + "\"[\"\"Knife\"\"]\"",
            "content.csv,2,id,\"is the id of an ad; ads and contents share one space of ids\",a1",
            "events.csv,2,subject,\"names no known ad\",a7");
    assertThat(report.rejected()).isEqualTo(17);
    assertThat(report.accepted()).isEqualTo(report.read() - 17);
    assertThat(report.reasons()).containsEntry("campaigns.bid must be above 0", 1L);
  }

  @Test
  void aboveTheAllowedShareNothingIsImportedAndTheRejectsAreKept() throws IOException {
    var text = new StringBuilder("id,attributes\n");
    for (int i = 0; i < 99; i++) {
      text.append("u").append(i).append(",\n");
    }
    Path good = file("users-1.csv", text + "bad,[\n");
    assertThat(run(STRICT, good).rejected()).isEqualTo(1);
    Path worse = file("users-2.csv", text.toString().replace("\nu", "\nv") + "bad,[\nbad2,[\n");
    assertThatThrownBy(() -> run(STRICT, worse))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e)
                  .hasMessage(
                      "2 of 101 rows are bad (1.98 %, allowed are 1.00 %), nothing was imported;"
                          + " first of all: users.attributes is no valid JSON");
              assertThat(e.remedy()).contains("/reports/rejects-");
            });
    assertThat(MarketData.load(workspace).users()).hasSize(99);
    assertThat(workspace.folder(Workspace.Area.DATA).resolve(".staging")).doesNotExist();
    try (Stream<Path> reports = Files.list(workspace.folder(Workspace.Area.REPORTS))) {
      assertThat(reports).hasSize(2);
    }
  }

  @Test
  void aRowThatIsBadAsAWholeIsNamedAsWhatToMendFirst() throws IOException {
    Path file = in.resolve("users-latin.csv");
    Files.write(file, "id\nu\u00e9\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> run(STRICT, file))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("first of all: users row is not UTF-8 text");
  }

  @Test
  void aFileThatIsWrongAsAWholeIsTheUsersErrorAndChangesNothing() throws IOException {
    small();
    run(STRICT, in);
    long number = MarketData.load(workspace).snapshot().number();
    assertWrong(file("users-a.csv", ""), "is empty");
    assertWrong(file("users-b.csv", "attributes\nx\n"), "lacks the column id");
    assertWrong(file("users-c.csv", "id,atributes\nx,\n"), "has the column 'atributes'");
    assertThatThrownBy(() -> run(STRICT, in.resolve("users-c.csv")))
        .isInstanceOfSatisfying(
            InputException.class,
            e ->
                assertThat(e.remedy())
                    .isEqualTo("skip it with --ignore-extra-columns; did you mean attributes?"));
    assertWrong(file("users-d.csv", "id,id\nx,\n"), "has the column 'id' twice");
    assertWrong(file("users-e.json", "[{\"id\":\"u\"}]\n"), "is one JSON array");
    assertWrong(file("users-f.parquet", "not parquet"), "is not a readable Parquet file");
    assertWrong(file("users-g.xlsx", ""), "is of no known format");
    assertWrong(file("people.csv", "id\n"), "tells no table");
    assertWrong(in.resolve("users-none.csv"), "there is no file or folder");
    byte[] cut = gzip("id,attributes\n" + "u5,\n".repeat(1000));
    Path damaged =
        Files.write(in.resolve("users-h.csv.gz"), java.util.Arrays.copyOf(cut, cut.length - 12));
    assertWrong(damaged, "is damaged");
    assertThat(MarketData.load(workspace).snapshot().number()).isEqualTo(number);
  }

  @Test
  void anInterruptedImportStopsAtOnceAndChangesNothing() throws IOException {
    small();
    Progress.Task interrupting =
        new Progress.Task() {
          @Override
          public void advance(long steps) {
            Thread.currentThread().interrupt();
          }

          @Override
          public void note(String text) {}

          @Override
          public void close() {}
        };
    assertThatThrownBy(
            () ->
                new Importer(workspace, InstantSource.fixed(now))
                    .run(List.of(in), STRICT, (_, _) -> interrupting))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(MarketData.load(workspace).snapshot().number()).isZero();
    assertThat(workspace.folder(Workspace.Area.DATA).resolve(".staging")).doesNotExist();
    assertThat(run(STRICT, in).accepted()).isPositive();
  }

  /** People take data/ for the place of their own files; those are never tidied away. */
  @Test
  void aFileOfOnesOwnInTheDataFolderStays() throws IOException {
    Path data = workspace.folder(Workspace.Area.DATA);
    Path mine = Files.writeString(data.resolve("ads.parquet"), "mine");
    Path beside = Files.createDirectories(data.resolve("users")).resolve("users.parquet");
    Files.writeString(beside, "mine too");
    run(STRICT, file("users.csv", "id\nu1\n"));
    for (int i = 2; i < 6; i++) {
      run(STRICT, file("users.csv", "id\nu%d\n".formatted(i)));
    }
    assertThat(mine).hasContent("mine");
    assertThat(beside).hasContent("mine too");
    try (var kept = Files.list(data.resolve("users"))) {
      assertThat(kept).as("the last three snapshots' and one's own").hasSize(4);
    }
  }

  private void assertWrong(Path file, String message) {
    assertThatThrownBy(() -> run(LENIENT, file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new java.io.ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void compressedFilesByteOrderMarksAndExtraColumnsAreRead() throws IOException {
    Path zipped =
        Files.write(in.resolve("users.csv.gz"), gzip("\uFEFFid,age,attributes\r\nu1,33,\r\n"));
    ImportReport report = run(new ImportOptions(0, true), zipped);
    assertThat(report.accepted()).isEqualTo(1);
    assertThat(MarketData.load(workspace).users()).containsOnlyKeys("u1");
  }

  @Test
  void parquetOfOtherToolsIsReadWithItsOwnTypes() throws IOException {
    small();
    run(STRICT, in);
    Path file = in.resolve("ads.parquet");
    try (var database = Database.inMemory()) {
      database.execute(
          "COPY (SELECT 'p' || i AS id, 'c1' AS campaign, 'T' || i AS title, 0.1::DOUBLE + 0.2 AS"
              + " price, 'EUR' AS currency, ['x', 'y|z'] AS category,"
              + " TIMESTAMPTZ '2026-11-01 12:00:00+02' AS created FROM range(5) r(i)"
              + " UNION ALL SELECT 'bad', 'c1', NULL, 1, 'EUR', [], now()) TO "
              + Database.text(file.toString())
              + " (FORMAT parquet)");
    }
    ImportReport report = run(LENIENT, file);
    assertThat(rejects(report)).containsExactly("ads.parquet,6,title,\"is missing\",");
    var ad = MarketData.load(workspace).catalogue().ads().get(2);
    assertThat(ad.category()).containsExactly("x", "y|z");
    assertThat(ad.price()).contains(Money.micros(300_000, "EUR"));
    assertThat(ad.created()).isEqualTo(Instant.parse("2026-11-01T10:00:00Z"));
  }
}
