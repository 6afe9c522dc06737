package org.residual.checkpoint;

/**
 * A placeholder for objects beside a state_dict, such as a training script's arguments. Its contents are ignored, and
 * operations on it have no effect.
 *
 * @param name of the object
 */
record Inert(String name) {}
