/** Several models' scores as evidence for one choice, weighed by how people chose. */
@NullMarked
package io.adlib.evaluate.fusion;

import org.jspecify.annotations.NullMarked;
