package io.adlib.learn.policy;

import io.adlib.sid.Prompt;

/**
 * What a user who is never trained on did next.
 *
 * @param prompt up to that moment
 * @param item the item clicked, by its number in the semantic IDs
 */
public record HeldOutCase(Prompt prompt, int item) {}
