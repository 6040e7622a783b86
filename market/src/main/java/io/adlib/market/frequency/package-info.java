/** How often a user saw a campaign within the window of its cap. */
@NullMarked
package io.adlib.market.frequency;

import org.jspecify.annotations.NullMarked;
