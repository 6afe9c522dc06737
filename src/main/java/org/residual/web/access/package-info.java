/** Access control over HTTP: credentials, scopes, and pages of other origins. */
@NullMarked
package org.residual.web.access;

import org.jspecify.annotations.NullMarked;
