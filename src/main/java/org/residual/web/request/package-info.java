/** The model, the caller and the timeline of a request for predictions. */
@NullMarked
package org.residual.web.request;

import org.jspecify.annotations.NullMarked;
