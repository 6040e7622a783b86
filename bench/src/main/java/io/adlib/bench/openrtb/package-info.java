/** Bid requests that nobody should send, sent to a real server. */
@NullMarked
package io.adlib.bench.openrtb;

import org.jspecify.annotations.NullMarked;
