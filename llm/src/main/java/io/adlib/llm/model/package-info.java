/** Language models behind one interface, and the ways they fail. */
@NullMarked
package io.adlib.llm.model;

import org.jspecify.annotations.NullMarked;
