/** What applies to all answers: how they are serialised, and which problem each exception is answered with. */
@NullMarked
package org.residual.web.answer;

import org.jspecify.annotations.NullMarked;
