/** Residual k-means: codebooks that turn a vector into codes, coarse to fine. */
@NullMarked
package io.adlib.sid.kmeans;

import org.jspecify.annotations.NullMarked;
