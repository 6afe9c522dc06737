/** The settings of the service: a tree of validated records below ResidualProperties. */
package org.residual.settings;
