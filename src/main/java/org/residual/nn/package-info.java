/**
 * The two networks and the layers they are made of, as DJL blocks. Nothing here knows of serving.
 *
 * <p>Parameters carry the names PyTorch gives them in a {@code state_dict}, so that weights trained there fit here.
 */
@NullMarked
package org.residual.nn;

import org.jspecify.annotations.NullMarked;
