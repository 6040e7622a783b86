/** The stages from data to a release, each an artifact that is made once and resumes. */
@NullMarked
package io.adlib.app.pipeline;

import org.jspecify.annotations.NullMarked;
