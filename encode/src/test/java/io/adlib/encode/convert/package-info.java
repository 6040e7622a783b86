@NullMarked
package io.adlib.encode.convert;

import org.jspecify.annotations.NullMarked;
