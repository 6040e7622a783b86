package io.adlib.data.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Event;
import io.adlib.core.Seed;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserHistoriesTest {

  private static final InstantSource CLOCK = InstantSource.fixed(Markets.START);
  private static final Set<Event.Kind> ALL = EnumSet.allOf(Event.Kind.class);
  @TempDir Path folder;
  private EventLog log;

  @BeforeEach
  void create() {
    log = new EventLog(Workspace.create(folder.resolve("shop")), CLOCK);
  }

  private List<List<Event>> histories(Set<Event.Kind> kinds) {
    var read = new ArrayList<List<Event>>();
    try (UserHistories histories = log.byUser(kinds, folder.resolve("spill"))) {
      histories.forEachRemaining(read::add);
    }
    return read;
  }

  private static List<List<Event>> grouped(List<Event> events) {
    return new ArrayList<>(
        events.stream()
            .sorted(Comparator.comparing(Event::time).thenComparing(Event::id))
            .collect(Collectors.groupingBy(Event::user, TreeMap::new, Collectors.toList()))
            .values());
  }

  @Test
  void everyUserComesOnceWithAllEventsInOrderOverAllDays() {
    List<Event> events = Markets.events(new Seed(3), 3_000, 40);
    log.append(events.subList(1_000, 3_000));
    log.append(events.subList(0, 1_000));
    assertThat(log.days()).hasSizeGreaterThan(1);
    assertThat(histories(ALL)).isEqualTo(grouped(events));
  }

  @Test
  void otherKindsArePassedOver() {
    List<Event> events = Markets.events(new Seed(4), 2_000, 40);
    log.append(events);
    var kinds = EnumSet.of(Event.Kind.CLICK, Event.Kind.CONTENT);
    List<Event> kept = events.stream().filter(event -> kinds.contains(event.kind())).toList();
    assertThat(kept).isNotEmpty().hasSizeLessThan(2_000);
    assertThat(histories(kinds)).isEqualTo(grouped(kept));
    assertThat(log.count(Event.Kind.CLICK))
        .isEqualTo(events.stream().filter(e -> e.kind() == Event.Kind.CLICK).count());
  }

  @Test
  void whatARunThatDiedSpilledIsGone() throws IOException {
    Path left = folder.resolve("spill").resolve("duckdb_temp_storage_DEFAULT-0.tmp");
    Files.createDirectories(left.getParent());
    Files.writeString(left, "half a block");
    assertThat(histories(ALL)).isEmpty();
    assertThat(left).doesNotExist();
  }

  @Test
  void anEmptyLogHasNoHistories() {
    assertThat(log.count(Event.Kind.CLICK)).isZero();
    try (UserHistories histories = log.byUser(ALL, folder.resolve("spill"))) {
      assertThat(histories.hasNext()).isFalse();
      assertThatThrownBy(histories::next).isInstanceOf(NoSuchElementException.class);
    }
  }
}
