/** The command line and the wiring of all of it. */
@NullMarked
package io.adlib.app;

import org.jspecify.annotations.NullMarked;
