/** How the command line speaks: progress bars, tables, JSON and one-line errors. */
@NullMarked
package io.adlib.app.terminal;

import org.jspecify.annotations.NullMarked;
