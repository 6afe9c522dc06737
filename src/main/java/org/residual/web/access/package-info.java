/** Who may send which request over HTTP: credentials, scopes, and the pages of other origins. */
package org.residual.web.access;
