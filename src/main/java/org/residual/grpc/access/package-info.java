/** Access control over gRPC, and the errors of refused calls. */
@NullMarked
package org.residual.grpc.access;

import org.jspecify.annotations.NullMarked;
