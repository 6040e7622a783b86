/** {@code POST /v1/events} and notices by {@code GET}: what users saw and did. */
@NullMarked
package io.adlib.serve.event;

import org.jspecify.annotations.NullMarked;
