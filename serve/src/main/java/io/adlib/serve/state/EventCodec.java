package io.adlib.serve.state;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Money;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Events as bytes (kinds by their place in the enum, which may only grow), and the keys that put a
 * user's events in order of time.
 */
@SuppressWarnings({"EnumOrdinal", "JavaInstantGetSecondsGetNano"}) // a stored format
final class EventCodec {

  private static final int VERSION = 1;
  private static final int HAS_REQUEST = 1;
  private static final int HAS_POSITION = 2;
  private static final int HAS_PROPENSITY = 4;
  private static final int HAS_VALUE = 8;

  private EventCodec() {}

  static byte[] encode(Event event) {
    int has =
        (event.request().isPresent() ? HAS_REQUEST : 0)
            | (event.position().isPresent() ? HAS_POSITION : 0)
            | (event.propensity().isPresent() ? HAS_PROPENSITY : 0)
            | (event.value().isPresent() ? HAS_VALUE : 0);
    Environment where = event.environment();
    var out =
        new Encoder()
            .octet(VERSION)
            .octet(event.kind().ordinal())
            .octet(has)
            .text(event.id())
            .instant(event.time())
            .text(event.user())
            .text(event.subject())
            .text(where.placement())
            .text(where.device())
            .text(where.country())
            .text(where.page());
    event.request().ifPresent(out::text);
    event.position().ifPresent(out::number);
    event.propensity().ifPresent(out::real);
    event.value().ifPresent(out::money);
    return out.bytes();
  }

  static Event decode(byte[] bytes) {
    return Decoder.read(
        bytes,
        "an event",
        in -> {
          if (in.octet() != VERSION) {
            throw new IllegalArgumentException("unknown version");
          }
          Event.Kind kind = Event.Kind.values()[in.octet()];
          int has = in.octet();
          String id = in.text();
          Instant time = in.instant();
          String user = in.text();
          String subject = in.text();
          var where = new Environment(in.text(), in.text(), in.text(), in.text());
          Optional<String> request =
              (has & HAS_REQUEST) != 0 ? Optional.of(in.text()) : Optional.empty();
          OptionalInt position =
              (has & HAS_POSITION) != 0
                  ? OptionalInt.of(Math.toIntExact(in.number()))
                  : OptionalInt.empty();
          OptionalDouble propensity =
              (has & HAS_PROPENSITY) != 0 ? OptionalDouble.of(in.real()) : OptionalDouble.empty();
          Optional<Money> value =
              (has & HAS_VALUE) != 0 ? Optional.of(in.money()) : Optional.empty();
          return new Event(
              id, time, user, kind, subject, request, position, propensity, value, where);
        });
  }

  /** The prefix of a user's history; ids hold no character 0. */
  static byte[] historyPrefix(String user) {
    return (user + '\0').getBytes(StandardCharsets.UTF_8);
  }

  /** The key of an event in its user's history: in order of time, then id. */
  static byte[] historyKey(Event event) {
    byte[] prefix = historyPrefix(event.user());
    byte[] id = event.id().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(prefix.length + 12 + id.length)
        .put(prefix)
        .putLong(event.time().getEpochSecond() ^ Long.MIN_VALUE)
        .putInt(event.time().getNano())
        .put(id)
        .array();
  }
}
