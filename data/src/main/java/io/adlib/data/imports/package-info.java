/** Catalogue, users and events in from CSV, JSON Lines and Parquet, all or nothing. */
@NullMarked
package io.adlib.data.imports;

import org.jspecify.annotations.NullMarked;
