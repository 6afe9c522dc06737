/** What applies to all answers: serialisation, and the problem that each exception is answered with. */
@NullMarked
package org.residual.web.answer;

import org.jspecify.annotations.NullMarked;
