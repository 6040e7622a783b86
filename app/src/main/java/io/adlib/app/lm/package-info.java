/** The small model that comes with Adlib: its corpus, its making, and what it is good for. */
@NullMarked
package io.adlib.app.lm;

import org.jspecify.annotations.NullMarked;
