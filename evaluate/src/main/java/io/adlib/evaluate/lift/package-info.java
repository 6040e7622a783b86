/** How much better one policy does than others on the same simulated users. */
@NullMarked
package io.adlib.evaluate.lift;

import org.jspecify.annotations.NullMarked;
