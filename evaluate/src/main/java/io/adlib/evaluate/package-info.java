/** Ranking and calibration metrics, baselines and intervals. */
@NullMarked
package io.adlib.evaluate;

import org.jspecify.annotations.NullMarked;
