/** The small networks around a learned tokenizer's codebooks, in plain Java. */
@NullMarked
package io.adlib.sid.projection;

import org.jspecify.annotations.NullMarked;
