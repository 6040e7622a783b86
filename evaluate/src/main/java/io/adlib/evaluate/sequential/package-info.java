/** Sequential recommendation, leave-one-out with full ranking: data, baselines, fusion, report. */
@NullMarked
package io.adlib.evaluate.sequential;

import org.jspecify.annotations.NullMarked;
