/** The program's commands, their failures, and the parts of the service that they use. */
@NullMarked
package org.residual.command;

import org.jspecify.annotations.NullMarked;
