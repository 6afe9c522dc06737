/** Where in a picture an answer comes from: what each position of the features contributes to a class's logit. */
@NullMarked
package org.residual.evidence;

import org.jspecify.annotations.NullMarked;
