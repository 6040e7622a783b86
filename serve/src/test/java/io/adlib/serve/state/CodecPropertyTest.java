package io.adlib.serve.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.core.Thought;
import io.adlib.core.UserState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CodecPropertyTest {

  @Provide
  Arbitrary<Event> events() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(12).filter(s -> s.indexOf(0) < 0);
    Arbitrary<String> word = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8);
    Arbitrary<Instant> time =
        Arbitraries.longs()
            .between(-5_000_000_000L, 5_000_000_000L)
            .map(s -> Instant.ofEpochSecond(s, Math.floorMod(s * 7919, 1_000_000_000L)));
    return Combinators.combine(
            word,
            time,
            Arbitraries.of(Event.Kind.values()),
            text,
            word.optional(),
            Arbitraries.integers().between(0, 99),
            Arbitraries.doubles().between(0.01, 1),
            Arbitraries.longs().between(-1_000_000, 1_000_000))
        .as(
            (id, at, kind, subject, request, position, propensity, micros) ->
                new Event(
                    id,
                    at,
                    "u",
                    kind,
                    subject,
                    request,
                    position % 2 == 0 ? OptionalInt.of(position) : OptionalInt.empty(),
                    position % 3 == 0 ? OptionalDouble.of(propensity) : OptionalDouble.empty(),
                    micros % 2 == 0 ? Optional.of(Money.micros(micros, "EUR")) : Optional.empty(),
                    new Environment(subject, "mobile", "DE", id)));
  }

  @Property(tries = 300)
  void anEventReadsBackAsWritten(@ForAll("events") Event event) {
    assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
  }

  @Property(tries = 200)
  void damageIsSaidNotGuessed(@ForAll("events") Event event) {
    byte[] bytes = EventCodec.encode(event);
    assertThatThrownBy(() -> EventCodec.decode(Arrays.copyOf(bytes, bytes.length - 1)))
        .isInstanceOf(CorruptException.class);
    assertThatThrownBy(() -> EventCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(CorruptException.class);
    bytes[0]++;
    assertThatThrownBy(() -> EventCodec.decode(bytes)).isInstanceOf(CorruptException.class);
  }

  @Property(tries = 200)
  void aThoughtReadsBackAsWrittenAndItsDamageIsSaid(@ForAll @Size(max = 40) float[] numbers) {
    var thought = new Thought(numbers);
    byte[] bytes = UserRecords.encode(thought);
    assertThat(UserRecords.decodeThought(bytes)).isEqualTo(thought);
    for (int length : new int[] {bytes.length - 1, bytes.length + 1, 0}) {
      assertThatThrownBy(() -> UserRecords.decodeThought(Arrays.copyOf(bytes, length)))
          .isInstanceOf(CorruptException.class);
    }
    bytes[0]++;
    assertThatThrownBy(() -> UserRecords.decodeThought(bytes)).isInstanceOf(CorruptException.class);
  }

  @Property(tries = 200)
  void keysStandInOrderOfTime(@ForAll("events") Event a, @ForAll("events") Event b) {
    int byTime = a.time().compareTo(b.time());
    if (byTime != 0) {
      assertThat(
              Integer.signum(
                  Arrays.compareUnsigned(EventCodec.historyKey(a), EventCodec.historyKey(b))))
          .isEqualTo(Integer.signum(byTime));
    }
  }

  @Property(tries = 100)
  void aHistoryIsInOrderOfTimeHoweverItArrivesAndKeepsTheLatest(
      @ForAll @Size(max = 200) List<@net.jqwik.api.From("events") Event> arriving,
      @ForAll @IntRange(min = 1, max = UserState.MEMORY) int most) {
    var kept = new ArrayList<Event>();
    UserRecord record = UserRecord.unknown("u");
    for (Event event : arriving) {
      kept.add(event);
      record.forgottenBy(event, most).forEach(kept::remove);
      record = record.with(event, most);
    }
    var all = new ArrayList<>(arriving);
    all.sort(Comparator.comparing(Event::time).thenComparing(Event::id));
    List<Instant> latest =
        all.subList(Math.max(0, all.size() - most), all.size()).stream().map(Event::time).toList();
    assertThat(record.state().recent().stream().map(Event::time)).isEqualTo(latest);
    assertThat(kept).hasSameSizeAs(latest);
  }

  @Property(tries = 100)
  void cappedImpressionsReadBackAndKeepNoMoreThanTheCap(
      @ForAll @Size(max = 20) List<@net.jqwik.api.From("events") Event> seen) {
    CappedImpressions caps = CappedImpressions.NONE;
    var times = new ArrayList<Instant>();
    for (Event event : seen) {
      caps = caps.with("c", event.time(), 3);
      times.add(event.time());
    }
    Collections.sort(times);
    List<Instant> latest = times.subList(Math.max(0, times.size() - 3), times.size());
    assertThat(CappedImpressions.decode(caps.encode())).isEqualTo(caps);
    assertThat(caps.byCampaign())
        .isEqualTo(seen.isEmpty() ? Map.of() : Map.of("c", List.copyOf(latest)));
  }
}
