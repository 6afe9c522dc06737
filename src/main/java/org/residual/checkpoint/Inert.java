package org.residual.checkpoint;

/**
 * Stands for something that may lie beside a state_dict, such as a training script's arguments. Nothing is known of it, and
 * nothing that is done to it has an effect.
 *
 * @param name what it is
 */
record Inert(String name) {}
