/** Metrics of predictions and rankings, and their intervals. */
@NullMarked
package io.adlib.evaluate.metrics;

import org.jspecify.annotations.NullMarked;
