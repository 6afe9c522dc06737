/** Reads the bodies of requests: within limits of size, rate and memory, unpacked, and taken apart into images. */
@NullMarked
package org.residual.web.body;

import org.jspecify.annotations.NullMarked;
