/** Codebooks and semantic IDs on disk: safetensors with a version and a checksum. */
@NullMarked
package io.adlib.sid.format;

import org.jspecify.annotations.NullMarked;
