@NullMarked
package io.adlib.encode.item;

import org.jspecify.annotations.NullMarked;
