/** Reads the bodies of requests, within limits of size, rate and memory; unpacks them and splits them into images. */
@NullMarked
package org.residual.web.body;

import org.jspecify.annotations.NullMarked;
