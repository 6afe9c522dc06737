/** Gathers the images of requests that wait into batches. */
@NullMarked
package org.residual.inference.batch;

import org.jspecify.annotations.NullMarked;
