/** JSON (RFC 8259) for the few files that serving reads without any library. */
@NullMarked
package io.adlib.kernel.json;

import org.jspecify.annotations.NullMarked;
