package io.adlib.infer.generator;

/**
 * An item that the generator proposes.
 *
 * @param item its number in the semantic IDs
 * @param logP natural logarithm of its probability among the request's legal items; at most 0 but
 *     for rounding
 */
public record Generated(int item, float logP) {}
