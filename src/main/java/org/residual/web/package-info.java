/** The HTTP interface: uploads in, predictions out, and every error as problem details (RFC 9457). */
package org.residual.web;
