/** {@code POST /v1/slate}: our own JSON for a request for ads. */
@NullMarked
package io.adlib.serve.slate;

import org.jspecify.annotations.NullMarked;
