package io.adlib.learn.generator;

import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;

/**
 * A moment at which the generator is asked for ads.
 *
 * @param prompt whose last position is read out
 * @param legal what may be generated there, at least one leaf of the trie
 */
public record Situation(Prompt prompt, LegalLeaves legal) {}
