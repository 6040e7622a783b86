@NullMarked
package io.adlib.encode.text;

import org.jspecify.annotations.NullMarked;
