/** Where settings come from beside files and the command line, and the refusal of names that are none. */
package org.residual.settings.source;
