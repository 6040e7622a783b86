@NullMarked
package io.adlib.encode.cache;

import org.jspecify.annotations.NullMarked;
