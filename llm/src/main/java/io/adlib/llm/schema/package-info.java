/** What an answer must look like: one description for the server, the prompt and the check. */
@NullMarked
package io.adlib.llm.schema;

import org.jspecify.annotations.NullMarked;
