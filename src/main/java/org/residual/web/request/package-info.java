/** What a request for predictions asks for, who waits for it, and where its time goes. */
@NullMarked
package org.residual.web.request;

import org.jspecify.annotations.NullMarked;
