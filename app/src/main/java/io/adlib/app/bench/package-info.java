/** Measurements of serving that anyone can run again, from the command line. */
@NullMarked
package io.adlib.app.bench;

import org.jspecify.annotations.NullMarked;
