/** Traffic of the demo market: its event history, live visits, and shoppers who respond. */
@NullMarked
package io.adlib.market.simulate;

import org.jspecify.annotations.NullMarked;
