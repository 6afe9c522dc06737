/** Sources of settings beside files and the command line, and the refusal of unknown names. */
@NullMarked
package org.residual.settings.source;

import org.jspecify.annotations.NullMarked;
