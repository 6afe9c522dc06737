/**
 * The HTTP interface, a package for each topic: uploads in, predictions out, and every error as problem details (RFC
 * 9457). What is public in these packages is so for one another; outside of web, only configuration uses them.
 */
@NullMarked
package org.residual.web;

import org.jspecify.annotations.NullMarked;
