/** The built-in demo market: catalogue, people and the hidden truth, all from a seed. */
@NullMarked
package io.adlib.market.demo;

import org.jspecify.annotations.NullMarked;
