package org.residual.inference;

/**
 * An image as it was sent.
 *
 * @param name what to call it in an error, such as its file name
 * @param content the encoded image
 */
public record UploadedImage(String name, byte[] content) {}
