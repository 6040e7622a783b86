package io.adlib.llm.corpus;

/**
 * An input whose right answer is known.
 *
 * @param input of the task
 * @param label the right answer
 */
public record Labelled<I, A>(I input, A label) {}
