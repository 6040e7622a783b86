/** Reports as HTML pages that need nothing else: tables, and bars with intervals. */
@NullMarked
package io.adlib.evaluate.page;

import org.jspecify.annotations.NullMarked;
