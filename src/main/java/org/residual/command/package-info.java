/**
 * The program's commands: which there are, how their failures are told, and how one puts together the part of the
 * service that it needs.
 */
@NullMarked
package org.residual.command;

import org.jspecify.annotations.NullMarked;
