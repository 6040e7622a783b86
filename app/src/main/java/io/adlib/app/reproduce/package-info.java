/** Reproductions that need the whole house: pipeline, simulator, serving's model and learning's. */
@NullMarked
package io.adlib.app.reproduce;

import org.jspecify.annotations.NullMarked;
