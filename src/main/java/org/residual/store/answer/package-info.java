/** The known answer of a version, by which a network is checked before it serves. */
package org.residual.store.answer;
