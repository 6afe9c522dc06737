/** The Open Inference Protocol over gRPC, with health and reflection, on a port of its own. */
package org.residual.grpc;
