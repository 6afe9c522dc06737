/** The service's own endpoints: predictions for uploaded images, and the list of the models. */
@NullMarked
package org.residual.web.predict;

import org.jspecify.annotations.NullMarked;
