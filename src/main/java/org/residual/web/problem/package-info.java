/**
 * Errors as problem details (RFC 9457) or as the protocols define them, from controllers, filters and the server
 * itself.
 */
@NullMarked
package org.residual.web.problem;

import org.jspecify.annotations.NullMarked;
