/** The release that is live: loaded and validated as a whole, swapped in one step. */
@NullMarked
package io.adlib.serve.release;

import org.jspecify.annotations.NullMarked;
