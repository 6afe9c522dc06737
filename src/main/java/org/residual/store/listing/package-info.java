/** Where models are listed from, which of their versions are chosen, and which folders are passed over. */
package org.residual.store.listing;
