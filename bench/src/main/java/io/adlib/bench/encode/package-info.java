/** Image and text vectors measured on pictures of known classes. */
@NullMarked
package io.adlib.bench.encode;

import org.jspecify.annotations.NullMarked;
