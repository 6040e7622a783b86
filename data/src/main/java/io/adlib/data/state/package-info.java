/** State that survives kill -9: the one place that names RocksDB. */
@NullMarked
package io.adlib.data.state;

import org.jspecify.annotations.NullMarked;
