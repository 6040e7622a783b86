package io.adlib.learn.crossencoder;

import io.adlib.encode.text.TokenPair;

/**
 * Two texts and people's grade.
 *
 * @param grade from 1, no match, to 4, perfect
 */
public record GradedPair(TokenPair pair, int grade) {}
