/** The last code of a path, which tells apart the items that share all others. */
@NullMarked
package io.adlib.sid.assign;

import org.jspecify.annotations.NullMarked;
