/** Logistic regression for pCTR and pCVR over hashed and dense features, trained in plain Java. */
@NullMarked
package io.adlib.learn.ranker;

import org.jspecify.annotations.NullMarked;
