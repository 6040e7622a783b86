/** Public numbers, reproduced with our own models from a data folder. */
@NullMarked
package io.adlib.learn.reproduce;

import org.jspecify.annotations.NullMarked;
