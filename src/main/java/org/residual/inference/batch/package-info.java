/** Gathers the images of requests that wait into batches. */
package org.residual.inference.batch;
