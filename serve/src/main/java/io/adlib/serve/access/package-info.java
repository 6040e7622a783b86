/** Who is let in: keys with scopes, and how much each may ask. */
@NullMarked
package io.adlib.serve.access;

import org.jspecify.annotations.NullMarked;
