/** Who may do what: keys, tokens, scopes and rates, for all protocols alike. */
@NullMarked
package org.residual.access;

import org.jspecify.annotations.NullMarked;
