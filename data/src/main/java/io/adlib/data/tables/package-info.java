/** The market on disk: immutable Parquet files, and snapshots that name them. */
@NullMarked
package io.adlib.data.tables;

import org.jspecify.annotations.NullMarked;
