/** What is kept of people, and how it goes. */
@NullMarked
package io.adlib.serve.privacy;

import org.jspecify.annotations.NullMarked;
