package io.adlib.market.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Money;
import io.adlib.market.ledger.LedgerEntry.Carried;
import io.adlib.market.ledger.LedgerEntry.Closed;
import io.adlib.market.ledger.LedgerEntry.Eased;
import io.adlib.market.ledger.LedgerEntry.Funded;
import io.adlib.market.ledger.LedgerEntry.Released;
import io.adlib.market.ledger.LedgerEntry.Remembered;
import io.adlib.market.ledger.LedgerEntry.Reserved;
import io.adlib.market.ledger.LedgerEntry.Settled;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LedgerCodecTest {

  private static List<LedgerEntry> entries(String a, String b, long micros, long s, int nanos) {
    LocalDate day = LocalDate.ofEpochDay(s / 86_400);
    Instant moment = Instant.ofEpochSecond(s, nanos);
    Money money = Money.micros(micros, "EUR");
    Money other = Money.micros(~micros, "JPY");
    return List.of(
        new Funded(a, day, money),
        new Reserved(a, b, day, money, moment, moment.plusSeconds(9)),
        new Eased(a, b, day, money),
        new Settled(a, b, a + b, day, money, other),
        new Released(a, b, day, money, Released.Cause.EXPIRED),
        new Released(a, b, day, money, Released.Cause.WITHDRAWN),
        new Carried(a, day, money, other),
        new Remembered(a, b, b, money, moment),
        new Closed(a, day));
  }

  @Property(tries = 300)
  void whatIsEncodedComesBack(
      @ForAll String a,
      @ForAll String b,
      @ForAll long micros,
      @ForAll @LongRange(min = -100_000_000_000L, max = 100_000_000_000L) long second,
      @ForAll @IntRange(max = 999_999_999) int nanos) {
    for (LedgerEntry entry : entries(a, b, micros, second, nanos)) {
      assertThat(LedgerCodec.decode(LedgerCodec.encode(entry))).isEqualTo(entry);
    }
  }

  @Property(tries = 1000)
  void damagedBytesAreRefusedOrAnotherEntryButNeverAnythingElse(
      @ForAll @IntRange(max = 8) int which, @ForAll int at, @ForAll byte value) {
    byte[] bytes = LedgerCodec.encode(entries("r/1", "c", 12_345, 1_795_000_000L, 7).get(which));
    byte[] cut = Arrays.copyOf(bytes, Math.floorMod(at, bytes.length));
    assertThatThrownBy(() -> LedgerCodec.decode(cut)).isInstanceOf(CorruptException.class);
    bytes[Math.floorMod(at, bytes.length)] = value;
    try {
      LedgerCodec.decode(bytes);
    } catch (CorruptException e) {
      assertThat(e.remedy()).isNotBlank();
    }
  }

  @Test
  void anotherVersionIsNamed() {
    byte[] bytes = LedgerCodec.encode(new Closed("c", LocalDate.EPOCH));
    bytes[0] += 16;
    assertThatThrownBy(() -> LedgerCodec.decode(bytes)).hasMessageContaining("format version 2");
  }

  @Test
  void anIdTooLongIsTheCallersError() {
    assertThatThrownBy(() -> LedgerCodec.encode(new Closed("x".repeat(70_000), LocalDate.EPOCH)))
        .isInstanceOf(InputException.class);
  }
}
