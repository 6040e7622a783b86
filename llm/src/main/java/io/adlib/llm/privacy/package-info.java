/** What a prompt must not hold. */
@NullMarked
package io.adlib.llm.privacy;

import org.jspecify.annotations.NullMarked;
