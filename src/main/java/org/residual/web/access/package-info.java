/** Who may send which request over HTTP: credentials, scopes, and the pages of other origins. */
@NullMarked
package org.residual.web.access;

import org.jspecify.annotations.NullMarked;
