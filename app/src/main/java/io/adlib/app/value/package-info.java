/** What the generator's value stages learn from: logged requests, and the ranker as a simulator. */
@NullMarked
package io.adlib.app.value;

import org.jspecify.annotations.NullMarked;
