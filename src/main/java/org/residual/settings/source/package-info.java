/** Where settings come from beside files and the command line, and the refusal of names that are none. */
@NullMarked
package org.residual.settings.source;

import org.jspecify.annotations.NullMarked;
