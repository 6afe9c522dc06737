/** What runs networks: the seam between those who serve a network and the engines that compute it. */
@NullMarked
package org.residual.engine;

import org.jspecify.annotations.NullMarked;
