package io.adlib.learn.policy;

import io.adlib.learn.generator.Situation;

/**
 * A moment at which a policy may try ads. The array is not copied: treat it as immutable.
 *
 * @param situation what the generator reads and may write
 * @param positives items that the user clicked or bought before; may be empty
 */
public record Episode(Situation situation, int[] positives) {}
