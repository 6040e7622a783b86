package io.adlib.llm.job;

import io.adlib.llm.market.Market;
import io.adlib.llm.task.Task;
import java.util.List;
import java.util.function.Function;

/**
 * A task with where its inputs come from.
 *
 * @param task what is asked
 * @param about one line for people
 * @param inputs out of a market, in a fixed order
 * @param lastDayHeld whether the last day of a log is kept from it, to measure it by
 */
public record Job<I, A>(
    Task<I, A> task, String about, Function<Market, List<I>> inputs, boolean lastDayHeld) {
  Job(Task<I, A> task, String about, Function<Market, List<I>> inputs) {
    this(task, about, inputs, false);
  }
}
