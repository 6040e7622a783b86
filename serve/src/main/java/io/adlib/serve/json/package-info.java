/** How serving reads and writes JSON. */
@NullMarked
package io.adlib.serve.json;

import org.jspecify.annotations.NullMarked;
