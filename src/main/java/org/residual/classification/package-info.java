/** The {@code classify} command: images in files, folders and archives → a file of predictions. */
package org.residual.classification;
