/** The settings of the service: a tree of validated records below ResidualProperties. */
@NullMarked
package org.residual.settings;

import org.jspecify.annotations.NullMarked;
