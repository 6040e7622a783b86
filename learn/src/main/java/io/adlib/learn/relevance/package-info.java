/** A relevance model out of graded pairs of query and ad, by plain Java. */
@NullMarked
package io.adlib.learn.relevance;

import org.jspecify.annotations.NullMarked;
