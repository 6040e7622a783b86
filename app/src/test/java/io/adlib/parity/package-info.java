/** What is trained and what is served are one model. */
@NullMarked
package io.adlib.parity;

import org.jspecify.annotations.NullMarked;
