package io.adlib.data.schema;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Events as rows. */
public final class EventCodec implements RowCodec<Event> {

  /** The only one. */
  public static final EventCodec EVENTS = new EventCodec();

  private EventCodec() {}

  @Override
  public Row row(Event e) {
    return new Row(
        Table.EVENTS,
        List.of(
            Cell.text(e.id()),
            Codecs.time(e.time()),
            Cell.text(e.user()),
            Cell.text(e.kind().name()),
            Cell.text(e.subject()),
            e.request().map(Cell::text).orElse(Cell.ABSENT),
            e.position().isPresent() ? new Cell.Whole(e.position().getAsInt()) : Cell.ABSENT,
            e.propensity().isPresent() ? new Cell.Real(e.propensity().getAsDouble()) : Cell.ABSENT,
            e.value().map(Codecs::amount).orElse(Cell.ABSENT),
            e.value().map(value -> Cell.text(value.currency())).orElse(Cell.ABSENT),
            Cell.text(e.environment().placement()),
            Cell.text(e.environment().device()),
            Cell.text(e.environment().country()),
            Cell.text(e.environment().page())));
  }

  @Override
  public Event value(Row row) {
    OptionalInt position = row.whole("position").map(OptionalInt::of).orElseGet(OptionalInt::empty);
    if (position.orElse(0) < 0) {
      throw Row.problem("position", "must not be negative");
    }
    OptionalDouble propensity =
        row.real("propensity").map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    if (propensity.isPresent()
        && !(propensity.getAsDouble() > 0 && propensity.getAsDouble() <= 1)) {
      throw Row.problem("propensity", "must be above 0 and at most 1");
    }
    return new Event(
        row.text("id"),
        row.time("time"),
        row.text("user"),
        row.word("kind", Event.Kind.values(), Event.Kind.CONTENT),
        row.text("subject"),
        row.optionalText("request"),
        position,
        propensity,
        row.money("value", "currency"),
        new Environment(
            row.text("placement"), row.text("device"), row.text("country"), row.text("page")));
  }
}
