/** Language models in plain Java against libtorch. */
@NullMarked
package io.adlib.bench.lm;

import org.jspecify.annotations.NullMarked;
