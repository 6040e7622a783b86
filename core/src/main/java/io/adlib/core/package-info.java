/** Values, money, configuration, seeds and errors that every floor shares. */
@NullMarked
package io.adlib.core;

import org.jspecify.annotations.NullMarked;
