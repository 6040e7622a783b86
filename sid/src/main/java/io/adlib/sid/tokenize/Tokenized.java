package io.adlib.sid.tokenize;

import io.adlib.sid.SemanticIds;
import io.adlib.sid.health.Health;
import io.adlib.sid.kmeans.Codebooks;

/**
 * What a tokenizer makes.
 *
 * @param codebooks for the codes of further items
 * @param ids L codes and a suffix an item
 * @param health how good they are
 */
public record Tokenized(Codebooks codebooks, SemanticIds ids, Health health) {}
