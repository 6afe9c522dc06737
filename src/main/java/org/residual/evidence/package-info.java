/** Where in a picture an answer comes from: the contribution of each position of the features to a class's logit. */
@NullMarked
package org.residual.evidence;

import org.jspecify.annotations.NullMarked;
