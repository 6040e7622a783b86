package io.adlib.infer.generator;

/**
 * An item that the generator proposes.
 *
 * @param item its number in the semantic IDs
 * @param logP natural logarithm of its probability among the request's legal items; at most 0 but
 *     for rounding
 * @param logV natural logarithm of what it is worth by the evaluator, in units of the mean; 0 where
 *     value was not asked for
 */
public record Generated(int item, float logP, float logV) {}
