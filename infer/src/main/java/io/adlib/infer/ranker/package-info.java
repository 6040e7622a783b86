/** Values ads at a request: pCTR and pCVR from what {@code io.adlib.learn.ranker} exports. */
@NullMarked
package io.adlib.infer.ranker;

import org.jspecify.annotations.NullMarked;
