/**
 * How well an ad answers a query, as a grade: from words, what the words mean and how they are
 * spread over categories, learnt from graded pairs, with no encoder in a request.
 */
@NullMarked
package io.adlib.sid.relevance;

import org.jspecify.annotations.NullMarked;
