package org.residual.web.request;

/**
 * The model that answers where a request names none.
 *
 * @param name its name
 */
public record DefaultModel(String name) {}
