package io.adlib.llm.model;

/**
 * Tokens of one call, as the model's server counted them.
 *
 * @param input of the prompt
 * @param output of the answer, hidden reasoning included
 */
public record Usage(long input, long output) {}
