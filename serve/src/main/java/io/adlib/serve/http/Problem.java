package io.adlib.serve.http;

/**
 * Every error that leaves as JSON has this form.
 *
 * @param error one line: what is wrong
 * @param remedy one line: what to do about it
 * @param request the exchange's id, as in the log and in {@code X-Request-Id}
 */
public record Problem(String error, String remedy, String request) {}
