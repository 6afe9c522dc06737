/** Loads versions into the memory there is for them, and writes new ones. */
package org.residual.store.loading;
