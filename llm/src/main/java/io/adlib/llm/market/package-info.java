/** A workspace's market as prompts see it: users, items, what they did. */
@NullMarked
package io.adlib.llm.market;

import org.jspecify.annotations.NullMarked;
