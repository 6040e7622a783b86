/** What rankers see of an ad at a request: hashed ids and dense statistics, one class a feature. */
@NullMarked
package io.adlib.sid.feature;

import org.jspecify.annotations.NullMarked;
