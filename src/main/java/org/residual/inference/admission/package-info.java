/** Decides which requests may begin: places for each model, shared fairly between those that wait. */
package org.residual.inference.admission;
