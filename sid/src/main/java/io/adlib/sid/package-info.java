/** Semantic IDs: residual k-means, the trie, health, prompts and features. */
@NullMarked
package io.adlib.sid;

import org.jspecify.annotations.NullMarked;
