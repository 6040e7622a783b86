/** Text and image encoders behind one interface. */
@NullMarked
package io.adlib.encode;

import org.jspecify.annotations.NullMarked;
