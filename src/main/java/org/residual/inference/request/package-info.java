/** A request from its arrival to its answer: its deadline, its client, where its time goes, and its predictions. */
@NullMarked
package org.residual.inference.request;

import org.jspecify.annotations.NullMarked;
