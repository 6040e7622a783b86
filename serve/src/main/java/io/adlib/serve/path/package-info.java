/**
 * The request path: eligibility, recall, rank, auction, exposure; and what is left out in a hurry.
 */
@NullMarked
package io.adlib.serve.path;

import org.jspecify.annotations.NullMarked;
