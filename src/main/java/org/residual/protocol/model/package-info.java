/** The protocol's descriptions of models: metadata, configuration, statistics, and the repository. */
@NullMarked
package org.residual.protocol.model;

import org.jspecify.annotations.NullMarked;
