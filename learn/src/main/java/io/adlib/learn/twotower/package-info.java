/** Two towers: one makes a vector of a user's history, one of an item; near means likely next. */
@NullMarked
package io.adlib.learn.twotower;

import org.jspecify.annotations.NullMarked;
