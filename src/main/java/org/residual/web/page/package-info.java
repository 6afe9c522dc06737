/** The page at /, the description of the interface, and Swagger UI. */
package org.residual.web.page;
