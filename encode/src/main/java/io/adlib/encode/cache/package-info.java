/** Vectors by the content they were made of, on disk. */
@NullMarked
package io.adlib.encode.cache;

import org.jspecify.annotations.NullMarked;
