package io.adlib.data.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Catalogue;
import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketDataTest {

  private static final Seed SEED = new Seed(11);
  private static final InstantSource CLOCK = InstantSource.fixed(Markets.START);
  private static final Comparator<Event> BY_TIME =
      Comparator.comparing(Event::time).thenComparing(Event::id);
  @TempDir Path folder;
  private Workspace workspace;

  @BeforeEach
  void create() {
    workspace = Workspace.create(folder);
  }

  private MarketData save(Catalogue catalogue, List<Event> events) {
    return MarketData.save(
        workspace, catalogue, Markets.users(SEED, 20), events.stream(), CLOCK, Progress.SILENT);
  }

  private List<Event> events() {
    try (Stream<Event> stream = new EventLog(workspace, CLOCK).stream()) {
      return stream.toList();
    }
  }

  private static void assertSame(Catalogue actual, Catalogue expected) {
    assertThat(actual.advertisers()).isEqualTo(expected.advertisers());
    assertThat(actual.campaigns()).isEqualTo(expected.campaigns());
    assertThat(actual.ads()).isEqualTo(expected.ads());
    assertThat(actual.contents()).isEqualTo(expected.contents());
    assertThat(actual.rates()).isEqualTo(expected.rates());
  }

  @Test
  void anEmptyWorkspaceHasAnEmptyMarket() {
    MarketData data = MarketData.load(workspace);
    assertThat(data.catalogue().ads()).isEmpty();
    assertThat(data.users()).isEmpty();
    assertThat(events()).isEmpty();
  }

  @Test
  void aMarketIsReadBackAsItWasSavedInItsOrder() {
    Catalogue catalogue = Markets.catalogue(SEED, 50);
    List<Event> events = Markets.events(SEED, 2_000, 50);
    MarketData data = save(catalogue, events);
    assertSame(data.catalogue(), catalogue);
    assertThat(data.users().values()).containsExactlyElementsOf(Markets.users(SEED, 20));
    assertThat(events()).isEqualTo(events.stream().sorted(BY_TIME).toList());
    assertThat(new EventLog(workspace, CLOCK).days()).hasSize(5);
    assertThat(new EventLog(workspace, CLOCK).count()).isEqualTo(2_000);
  }

  @Test
  void aColumnThatStoredRowsDoNotHaveYetIsAbsent() {
    Path old = folder.resolve("advertisers.parquet");
    try (var database = Database.inMemory()) {
      database.execute(
          "COPY (SELECT 'Kitchen House' AS name, 'adv-7' AS id) TO "
              + Database.text(old.toString())
              + " (FORMAT parquet)");
      String rows = Table.ADVERTISERS.rows(Database.parquet(List.of(old)));
      String query = "SELECT " + Table.ADVERTISERS.readList() + " FROM " + rows;
      try (RowCursor cursor = database.rows(Table.ADVERTISERS, query)) {
        assertThat(cursor.next())
            .map(Row::cells)
            .hasValue(List.of(Cell.text("adv-7"), Cell.text("Kitchen House"), Cell.ABSENT));
        assertThat(cursor.next()).isEmpty();
      }
    }
  }

  @Test
  void savingAgainReplacesAndTheHashNamesTheContent() {
    MarketData first = save(Markets.catalogue(SEED, 30), Markets.events(SEED, 100, 30));
    MarketData second = save(Markets.catalogue(SEED.of(1), 10), Markets.events(SEED, 10, 10));
    assertThat(second.catalogue().ads()).hasSize(10);
    assertThat(events()).hasSize(10);
    assertThat(second.catalogueHash()).isNotEqualTo(first.catalogueHash());
    assertThat(second.eventsHash()).isNotEqualTo(first.eventsHash());
    MarketData third = save(Markets.catalogue(SEED, 30), Markets.events(SEED, 100, 30));
    assertThat(third.catalogueHash()).isEqualTo(first.catalogueHash());
    assertThat(third.eventsHash()).isEqualTo(first.eventsHash());
  }

  @Test
  void appendedEventsJoinTheirDaysOnceAndStayInOrder() {
    List<Event> all = Markets.events(SEED, 600, 10);
    var log = new EventLog(workspace, CLOCK);
    assertThat(log.append(all.subList(0, 400))).isEqualTo(400);
    assertThat(log.append(all.subList(300, 600))).isEqualTo(200);
    assertThat(log.append(all)).isZero();
    assertThat(events()).isEqualTo(all.stream().sorted(BY_TIME).toList());
  }

  @Test
  void aRangeHoldsItsFirstMomentButNotItsLast() {
    List<Event> all = Markets.events(SEED, 500, 10).stream().sorted(BY_TIME).toList();
    var log = new EventLog(workspace, CLOCK);
    log.append(all);
    Event first = all.get(100);
    Event last = all.get(400);
    try (Stream<Event> stream = log.stream(first.time(), last.time())) {
      assertThat(stream.toList()).isEqualTo(all.subList(100, 400));
    }
    try (Stream<Event> stream =
        log.stream(Markets.START.minus(Duration.ofDays(9)), Markets.START)) {
      assertThat(stream).isEmpty();
    }
  }

  @Test
  void aStreamLeftEarlyCanBeClosedAndItsFilesOutliveALaterAppend() {
    List<Event> all = Markets.events(SEED, 300, 10).stream().sorted(BY_TIME).toList();
    var log = new EventLog(workspace, CLOCK);
    log.append(all.subList(0, 200));
    try (Stream<Event> stream = log.stream()) {
      var iterator = stream.iterator();
      assertThat(iterator.next()).isEqualTo(all.getFirst());
      log.append(all.subList(200, 300));
      int rest = 0;
      for (; iterator.hasNext(); iterator.next()) {
        rest++;
      }
      assertThat(rest).isEqualTo(199);
    }
  }

  @Test
  void oldFilesAreForgottenAfterAFewSnapshots() throws IOException {
    var log = new EventLog(workspace, CLOCK);
    List<Event> all = Markets.events(SEED, 120, 10);
    for (int i = 0; i < 12; i++) {
      log.append(all.subList(i * 10, i * 10 + 10));
    }
    assertThat(events()).hasSize(120);
    try (Stream<Path> files = Files.walk(workspace.folder(Workspace.Area.DATA))) {
      assertThat(files.filter(file -> file.toString().endsWith(".parquet")))
          .hasSizeLessThanOrEqualTo(5 * 3);
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    MarketData data = save(Markets.catalogue(SEED, 5), Markets.events(SEED, 50, 5));
    Path ads = folder.resolve("data").resolve(data.snapshot().tables().get("ads").path());
    Files.write(ads, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> MarketData.load(workspace))
        .isInstanceOf(CorruptException.class)
        .hasMessage(ads + " is damaged: its checksum differs");
    Path day = folder.resolve("data").resolve(data.snapshot().days().getFirst().file().path());
    Files.delete(day);
    assertThatThrownBy(this::events)
        .isInstanceOf(CorruptException.class)
        .hasMessage(day + " is missing");
    Files.writeString(folder.resolve("data/current"), "x");
    assertThatThrownBy(() -> MarketData.load(workspace)).isInstanceOf(CorruptException.class);
  }

  @Test
  void aSecondWriterIsRefusedAndAReaderIsNot() {
    save(Markets.catalogue(SEED, 5), List.of());
    try (var _ = SnapshotEdit.begin(workspace, 256)) {
      assertThatThrownBy(() -> new EventLog(workspace, CLOCK).append(List.of()))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("is being written by this process");
      assertThat(MarketData.load(workspace).catalogue().ads()).hasSize(5);
    }
  }
}
