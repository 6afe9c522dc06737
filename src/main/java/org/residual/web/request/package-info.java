/** What a request for predictions asks for, who waits for it, and where its time goes. */
package org.residual.web.request;
