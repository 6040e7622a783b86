/** One training loop for all models: schedule, early stopping, checkpoints, time budget. */
@NullMarked
package io.adlib.learn.training;

import org.jspecify.annotations.NullMarked;
