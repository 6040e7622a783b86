/** The generator's proposals and those of other evidence, weighed as people chose. */
@NullMarked
package io.adlib.serve.fusion;

import org.jspecify.annotations.NullMarked;
