/** Who may do what, what was done, and under which names users are known: the folder access/. */
@NullMarked
package io.adlib.data.access;

import org.jspecify.annotations.NullMarked;
