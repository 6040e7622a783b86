/** Load on a server: an open loop of requests, and what became of them. */
@NullMarked
package io.adlib.app.load;

import org.jspecify.annotations.NullMarked;
