package io.adlib.llm.task;

/** An input with its accepted answer. */
public record Judged<I, A>(I input, A answer) {}
