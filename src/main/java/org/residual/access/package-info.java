/** Authorisation: keys, tokens, scopes and rates, for all protocols. */
@NullMarked
package org.residual.access;

import org.jspecify.annotations.NullMarked;
