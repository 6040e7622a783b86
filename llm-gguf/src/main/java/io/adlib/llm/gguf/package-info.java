/** GGUF files run by llama.cpp in this process; an optional module, found as a service. */
@NullMarked
package io.adlib.llm.gguf;

import org.jspecify.annotations.NullMarked;
