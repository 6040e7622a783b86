/** Releases that come and go, and stand beside each other, while a server answers. */
@NullMarked
package io.adlib.serve.rollout;

import org.jspecify.annotations.NullMarked;
