package org.residual.engine;

/**
 * The size of images.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record ImageSize(int height, int width) {}
