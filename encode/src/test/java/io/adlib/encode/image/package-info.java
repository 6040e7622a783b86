@NullMarked
package io.adlib.encode.image;

import org.jspecify.annotations.NullMarked;
