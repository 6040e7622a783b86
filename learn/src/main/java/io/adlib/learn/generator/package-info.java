/** The generator: trained here, exported for {@code infer}, by the definition in GeneratorShape. */
@NullMarked
package io.adlib.learn.generator;

import org.jspecify.annotations.NullMarked;
