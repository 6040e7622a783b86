/** Our one interface for HTTP, so that the server library behind it can be swapped. */
@NullMarked
package io.adlib.serve.http;

import org.jspecify.annotations.NullMarked;
