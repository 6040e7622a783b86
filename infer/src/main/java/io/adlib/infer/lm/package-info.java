/** Language models in plain Java: prefill and decoding with a cache of keys and values. */
@NullMarked
package io.adlib.infer.lm;

import org.jspecify.annotations.NullMarked;
