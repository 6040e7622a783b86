/** The generator in plain Java: semantic IDs out of a prompt, by beam search in a legal trie. */
@NullMarked
package io.adlib.infer.generator;

import org.jspecify.annotations.NullMarked;
