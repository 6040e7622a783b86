/** Prompts: fenced data, dossiers of users and items, token budgets. */
@NullMarked
package io.adlib.llm.prompt;

import org.jspecify.annotations.NullMarked;
