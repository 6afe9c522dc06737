package org.residual.bucket;

/**
 * An object as listed.
 *
 * @param key its name in the bucket
 * @param revision its content
 */
record StoredObject(String key, Revision revision) {}
