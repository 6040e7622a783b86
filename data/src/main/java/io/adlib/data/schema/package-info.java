/** The tables of a market: their columns, and how core's values become rows and back. */
@NullMarked
package io.adlib.data.schema;

import org.jspecify.annotations.NullMarked;
