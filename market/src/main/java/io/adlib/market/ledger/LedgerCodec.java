package io.adlib.market.ledger;

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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Entries as bytes. The first byte is format version × 16 + kind; then the fields in the order of
 * the record: texts as modified UTF-8 with a two-byte length, days as epoch days (4 bytes), moments
 * as epoch seconds and nanoseconds (8 + 4), money as micros and currency (8 + 3). Stateless and
 * thread-safe.
 */
public final class LedgerCodec {

  private static final int VERSION = 1;
  private static final int FUNDED = 0;
  private static final int RESERVED_UNTIL_EXPIRY = 1;
  private static final int SETTLED = 2;
  private static final int RELEASED = 3;
  private static final int CARRIED = 4;
  private static final int REMEMBERED = 5;
  private static final int CLOSED = 6;
  private static final int RESERVED = 7;
  private static final int EASED = 8;

  private LedgerCodec() {}

  /**
   * One entry as bytes.
   *
   * @throws InputException if an id is longer than 65535 bytes
   */
  public static byte[] encode(LedgerEntry entry) {
    var bytes = new ByteArrayOutputStream(96);
    try (var out = new DataOutputStream(bytes)) {
      switch (entry) {
        case Funded e -> {
          head(out, FUNDED, e.campaign());
          day(out, e.day());
          money(out, e.change());
        }
        case Reserved e -> {
          head(out, RESERVED, e.reservation());
          out.writeUTF(e.campaign());
          day(out, e.day());
          money(out, e.amount());
          moment(out, e.frees());
          moment(out, e.expires());
        }
        case Eased e -> {
          head(out, EASED, e.reservation());
          out.writeUTF(e.campaign());
          day(out, e.day());
          money(out, e.held());
        }
        case Settled e -> {
          head(out, SETTLED, e.reservation());
          out.writeUTF(e.event());
          out.writeUTF(e.campaign());
          day(out, e.day());
          money(out, e.held());
          money(out, e.charged());
        }
        case Released e -> {
          head(out, RELEASED, e.reservation());
          out.writeUTF(e.campaign());
          day(out, e.day());
          money(out, e.held());
          out.writeByte(e.cause() == Released.Cause.EXPIRED ? 1 : 0);
        }
        case Carried e -> {
          head(out, CARRIED, e.campaign());
          day(out, e.day());
          money(out, e.funded());
          money(out, e.spent());
        }
        case Remembered e -> {
          head(out, REMEMBERED, e.reservation());
          out.writeUTF(e.event());
          out.writeUTF(e.campaign());
          money(out, e.charged());
          moment(out, e.expires());
        }
        case Closed e -> {
          head(out, CLOSED, e.campaign());
          day(out, e.through());
        }
      }
    } catch (IOException e) {
      throw new InputException(
          "an id in a ledger entry is longer than 65535 bytes", "use shorter ids", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The entry that was encoded.
   *
   * @throws CorruptException if the bytes are not exactly one entry of this format
   */
  public static LedgerEntry decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int head = in.readUnsignedByte();
      if (head >> 4 != VERSION) {
        throw corrupt("format version " + (head >> 4) + ", this program reads " + VERSION, null);
      }
      LedgerEntry entry = body(in, head & 15);
      if (in.read() >= 0) {
        throw corrupt("bytes after its end", null);
      }
      return entry;
    } catch (IOException | DateTimeException | InputException e) {
      throw corrupt("fields that cannot be read", e);
    }
  }

  private static LedgerEntry body(DataInputStream in, int kind) throws IOException {
    return switch (kind) {
      case FUNDED -> new Funded(in.readUTF(), day(in), money(in));
      case RESERVED ->
          new Reserved(in.readUTF(), in.readUTF(), day(in), money(in), moment(in), moment(in));
      case RESERVED_UNTIL_EXPIRY -> reservedUntilExpiry(in);
      case EASED -> new Eased(in.readUTF(), in.readUTF(), day(in), money(in));
      case SETTLED ->
          new Settled(in.readUTF(), in.readUTF(), in.readUTF(), day(in), money(in), money(in));
      case RELEASED ->
          new Released(
              in.readUTF(),
              in.readUTF(),
              day(in),
              money(in),
              in.readBoolean() ? Released.Cause.EXPIRED : Released.Cause.WITHDRAWN);
      case CARRIED -> new Carried(in.readUTF(), day(in), money(in), money(in));
      case REMEMBERED ->
          new Remembered(in.readUTF(), in.readUTF(), in.readUTF(), money(in), moment(in));
      case CLOSED -> new Closed(in.readUTF(), day(in));
      default -> throw corrupt("the unknown kind " + kind, null);
    };
  }

  /** As it was written before money could be free sooner than its ad. */
  private static Reserved reservedUntilExpiry(DataInputStream in) throws IOException {
    String reservation = in.readUTF();
    String campaign = in.readUTF();
    LocalDate day = day(in);
    Money amount = money(in);
    Instant expires = moment(in);
    return new Reserved(reservation, campaign, day, amount, expires, expires);
  }

  private static void head(DataOutputStream out, int kind, String first) throws IOException {
    out.writeByte(VERSION << 4 | kind);
    out.writeUTF(first);
  }

  private static void day(DataOutputStream out, LocalDate day) throws IOException {
    out.writeInt(Math.toIntExact(day.toEpochDay()));
  }

  private static LocalDate day(DataInputStream in) throws IOException {
    return LocalDate.ofEpochDay(in.readInt());
  }

  private static void money(DataOutputStream out, Money money) throws IOException {
    out.writeLong(money.micros());
    out.writeBytes(money.currency());
  }

  private static Money money(DataInputStream in) throws IOException {
    long micros = in.readLong();
    char[] currency = new char[3];
    for (int i = 0; i < currency.length; i++) {
      currency[i] = (char) in.readUnsignedByte();
    }
    return Money.micros(micros, new String(currency));
  }

  private static void moment(DataOutputStream out, Instant moment) throws IOException {
    out.writeLong(moment.getEpochSecond());
    out.writeInt(moment.getNano());
  }

  private static Instant moment(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static CorruptException corrupt(String what, @Nullable Exception cause) {
    String message = "an entry of the ledger's journal has " + what;
    String remedy = "restore the ledger from a backup, or start the version that wrote it";
    return cause == null
        ? new CorruptException(message, remedy)
        : new CorruptException(message, remedy, cause);
  }
}
