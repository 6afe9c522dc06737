/** The Open Inference Protocol over gRPC, with health and reflection, on a port of its own. */
@NullMarked
package org.residual.grpc;

import org.jspecify.annotations.NullMarked;
