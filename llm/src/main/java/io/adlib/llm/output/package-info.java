/** What later stages read of the answers: labels, documents, attributes, tags by id. */
@NullMarked
package io.adlib.llm.output;

import org.jspecify.annotations.NullMarked;
