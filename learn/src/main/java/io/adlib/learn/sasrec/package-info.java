/** Self-attentive sequential recommendation with the full softmax. */
@NullMarked
package io.adlib.learn.sasrec;

import org.jspecify.annotations.NullMarked;
