/** The service's own endpoints: predictions for uploaded images, and the list of the models. */
package org.residual.web.predict;
