/** Where everything stands on disk, and how a file is written whole or not at all. */
@NullMarked
package io.adlib.data.workspace;

import org.jspecify.annotations.NullMarked;
