/** The version of a model that answers, the readiness of the models, and their statistics. */
@NullMarked
package org.residual.inference.model;

import org.jspecify.annotations.NullMarked;
