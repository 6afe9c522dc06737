/**
 * The HTTP interface, one package per topic: uploads in, predictions out, and every error as problem details (RFC
 * 9457). The public classes of these packages are meant for one another; outside web, only configuration uses them.
 */
@NullMarked
package org.residual.web;

import org.jspecify.annotations.NullMarked;
