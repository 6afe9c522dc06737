package org.residual.web.request;

/**
 * The model that answers requests that name none.
 *
 * @param name its name
 */
public record DefaultModel(String name) {}
