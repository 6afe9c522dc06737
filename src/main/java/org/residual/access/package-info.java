/** Who may do what: keys, tokens, scopes and rates, for all protocols alike. */
package org.residual.access;
