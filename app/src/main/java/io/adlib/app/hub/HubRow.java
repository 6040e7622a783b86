package io.adlib.app.hub;

import io.adlib.evaluate.metrics.Interval;

/**
 * One figure with what was written and without, on the same cases.
 *
 * @param what was written: queries, tags, profiles, labels
 * @param writer by whom
 * @param measure name of the figure
 * @param cases it is over
 * @param without the figure as it is without
 * @param with the figure with it
 * @param difference with less without; 95 % by a paired bootstrap over users, requests or queries
 */
public record HubRow(
    String what,
    String writer,
    String measure,
    int cases,
    double without,
    double with,
    Interval difference) {}
