/** The pages that show a market at work. */
@NullMarked
package io.adlib.console;

import org.jspecify.annotations.NullMarked;
