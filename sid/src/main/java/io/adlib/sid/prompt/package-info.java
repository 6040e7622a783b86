/** From a user's events to what the generator reads, alike in training and in serving. */
@NullMarked
package io.adlib.sid.prompt;

import org.jspecify.annotations.NullMarked;
