/** Which ads a request may be shown: targeting, flight, budget, caps, blocks, as a bitmap. */
@NullMarked
package io.adlib.market.eligibility;

import org.jspecify.annotations.NullMarked;
