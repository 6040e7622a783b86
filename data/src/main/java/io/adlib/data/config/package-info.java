/** adlib.yaml: every key typed, ranged and documented; an unknown one is an error. */
@NullMarked
package io.adlib.data.config;

import org.jspecify.annotations.NullMarked;
