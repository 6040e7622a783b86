/** The verbs of the command line, one a file. */
@NullMarked
package io.adlib.app.verbs;

import org.jspecify.annotations.NullMarked;
