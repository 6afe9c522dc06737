/** The page at /, the description of the interface, and Swagger UI. */
@NullMarked
package org.residual.web.page;

import org.jspecify.annotations.NullMarked;
