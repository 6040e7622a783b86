/** Language-model tasks on the command line: what they cost, the question, the run. */
@NullMarked
package io.adlib.app.enrich;

import org.jspecify.annotations.NullMarked;
