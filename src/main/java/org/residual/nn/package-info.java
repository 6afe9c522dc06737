/**
 * The two networks and their layers, as DJL blocks. Nothing here depends on serving.
 *
 * <p>Parameters have the names of PyTorch's {@code state_dict}, so that weights trained there can be loaded here.
 */
@NullMarked
package org.residual.nn;

import org.jspecify.annotations.NullMarked;
