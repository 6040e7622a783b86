/** A simulated day of many campaigns, to compare ways of pacing on the same traffic. */
@NullMarked
package io.adlib.market.pacing.simulate;

import org.jspecify.annotations.NullMarked;
