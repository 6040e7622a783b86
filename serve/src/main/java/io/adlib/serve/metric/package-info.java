/** Figures for Prometheus. */
@NullMarked
package io.adlib.serve.metric;

import org.jspecify.annotations.NullMarked;
