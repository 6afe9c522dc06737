/** Files beside the code: documentation, launcher, container files, and the bill of materials. */
package org.residual.project;
