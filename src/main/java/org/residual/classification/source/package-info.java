/** Where images come from: files, folders, archives and lists, one image after another. */
package org.residual.classification.source;
