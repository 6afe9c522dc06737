/** A request from arrival to answer: its deadline, its client, its timeline and its predictions. */
@NullMarked
package org.residual.inference.request;

import org.jspecify.annotations.NullMarked;
