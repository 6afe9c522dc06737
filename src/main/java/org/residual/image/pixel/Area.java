package org.residual.image.pixel;

/**
 * An area of a picture or its surroundings, in pixels from the picture's upper left corner.
 *
 * @param left edge
 * @param top edge
 * @param width from the left to the right edge
 * @param height from the top to the bottom edge
 */
public record Area(double left, double top, double width, double height) {}
