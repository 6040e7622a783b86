/**
 * What language models' labels, queries, tags and profiles change on the demo market, in figures.
 */
@NullMarked
package io.adlib.app.hub;

import org.jspecify.annotations.NullMarked;
