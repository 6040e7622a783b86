/** The whole loop on the built-in market. */
@NullMarked
package io.adlib.app.demo;

import org.jspecify.annotations.NullMarked;
