package io.adlib.bench.train;

import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Seed;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Events of made-up users on a catalogue's ads and contents, made one by one: forty a user over a
 * fortnight, two fifths contents, two fifths impressions, the rest clicks. They say nothing of
 * anybody's taste; only their number matters.
 *
 * @param start of the fortnight
 */
record GeneratedEvents(Catalogue catalogue, Instant start, Seed seed) {

  private static final int PER_USER = 40;
  private static final int SECONDS = 14 * 24 * 3600;
  private static final Environment WHERE = new Environment("home-top", "mobile", "DE", "");

  Stream<Event> stream(long count) {
    return LongStream.range(0, count).mapToObj(this::event);
  }

  private Event event(long number) {
    RandomGenerator random = seed.of(number).generator();
    int share = random.nextInt(5);
    Event.Kind kind =
        share < 2 ? Event.Kind.CONTENT : share < 4 ? Event.Kind.IMPRESSION : Event.Kind.CLICK;
    String subject =
        kind == Event.Kind.CONTENT
            ? catalogue.contents().get(random.nextInt(catalogue.contents().size())).id()
            : catalogue.ads().get(random.nextInt(catalogue.ads().size())).id();
    return new Event(
        "g-" + number,
        start.plusSeconds(random.nextInt(SECONDS)),
        "g-" + number / PER_USER,
        kind,
        subject,
        kind.isOfAd() ? Optional.of("gr-" + number) : Optional.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        WHERE);
  }
}
