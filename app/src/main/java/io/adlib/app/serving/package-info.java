/** A market being served: store, request path, HTTP and console, opened and closed as one. */
@NullMarked
package io.adlib.app.serving;

import org.jspecify.annotations.NullMarked;
