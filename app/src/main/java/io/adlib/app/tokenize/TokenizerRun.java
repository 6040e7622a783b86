package io.adlib.app.tokenize;

import io.adlib.learn.tokenizer.TokenizerMethod;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.health.Health;

/**
 * One tokenizer made with one seed.
 *
 * @param seconds it took, from vectors to health
 * @param peakMib most resident memory meanwhile; negative where the system does not say
 */
record TokenizerRun(
    TokenizerMethod method,
    long seed,
    SemanticIds ids,
    Health health,
    double seconds,
    double peakMib) {}
