/** Tokenizers side by side, on a workspace's catalogue or a folder of public data. */
@NullMarked
package io.adlib.app.tokenize;

import org.jspecify.annotations.NullMarked;
