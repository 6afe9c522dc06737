/** The endpoints of the Open Inference Protocol, its repository extension, and version 1 of KServe's protocol. */
@NullMarked
package org.residual.web.protocol;

import org.jspecify.annotations.NullMarked;
