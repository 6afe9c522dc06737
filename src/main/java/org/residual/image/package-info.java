/** Decodes images of all formats, from requests and from folders. */
package org.residual.image;
