/** The known answer of a version, with which a network is checked before it serves. */
@NullMarked
package org.residual.store.answer;

import org.jspecify.annotations.NullMarked;
