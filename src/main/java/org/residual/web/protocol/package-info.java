/** The endpoints of the Open Inference Protocol, its repository extension, and KServe's first version. */
@NullMarked
package org.residual.web.protocol;

import org.jspecify.annotations.NullMarked;
