/** The endpoints of the Open Inference Protocol, its repository extension, and KServe's first version. */
package org.residual.web.protocol;
