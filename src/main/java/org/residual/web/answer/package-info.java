/** What applies to all answers: how they are serialised, and which problem each exception is answered with. */
package org.residual.web.answer;
