/** The interface of the engines that compute networks. */
@NullMarked
package org.residual.engine;

import org.jspecify.annotations.NullMarked;
