/** What is going on, for people: live figures, the latest requests, and one of them explained. */
@NullMarked
package io.adlib.serve.view;

import org.jspecify.annotations.NullMarked;
