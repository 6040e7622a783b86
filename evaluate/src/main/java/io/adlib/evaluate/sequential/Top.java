package io.adlib.evaluate.sequential;

/**
 * Recall and nDCG among the first 5 and 10; with one target a user, recall is the hit rate.
 *
 * @param r5 share of users whose target is among the first 5
 * @param n5 mean of 1/log₂(rank+2) over users, rank from 0, 0 from the sixth place on
 * @param r10 the same for 10
 * @param n10 the same for 10
 */
public record Top(double r5, double n5, double r10, double n10) {}
