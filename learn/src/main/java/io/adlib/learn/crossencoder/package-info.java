/** A text cross-encoder: a pretrained BERT that reads query and ad together, and grades them. */
@NullMarked
package io.adlib.learn.crossencoder;

import org.jspecify.annotations.NullMarked;
