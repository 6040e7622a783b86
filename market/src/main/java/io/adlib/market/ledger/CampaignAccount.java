package io.adlib.market.ledger;

import io.adlib.core.BugException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The days of one campaign. Everything but {@link #today} is guarded by {@link #lock}.
 *
 * <p>A date has one budget, ever: its account is kept when the clock moves on or back, and a date
 * that was forgotten never opens again. A clock that jumps to another date spends that date's
 * budget, which is then gone when the date really comes.
 */
final class CampaignAccount {

  final ReentrantLock lock = new ReentrantLock();
  final TreeMap<LocalDate, DayAccount> days = new TreeMap<>();
  LocalDate closedThrough = LocalDate.MIN;
  private volatile Day current = new Day(ZoneOffset.UTC, LocalDate.MIN, Instant.MAX, Instant.MIN);

  private record Day(ZoneId zone, LocalDate date, Instant start, Instant end) {}

  /** The budget day of a moment. */
  LocalDate today(Instant now, ZoneId zone) {
    Day day = current;
    if (now.isBefore(day.start) || !now.isBefore(day.end) || !zone.equals(day.zone)) {
      LocalDate date = now.atZone(zone).toLocalDate();
      day =
          new Day(
              zone,
              date,
              date.atStartOfDay(zone).toInstant(),
              date.plusDays(1).atStartOfDay(zone).toInstant());
      current = day;
    }
    return day.date;
  }

  /** The accounts of a day in use. */
  DayAccount day(LocalDate date) {
    DayAccount day = days.get(date);
    if (day == null) {
      throw new BugException("money is held on " + date + ", which has no account", "report this");
    }
    return day;
  }

  /** Forgets days up to one, for good. */
  void close(LocalDate through) {
    days.headMap(through, true).clear();
    if (through.isAfter(closedThrough)) {
      closedThrough = through;
    }
  }
}
