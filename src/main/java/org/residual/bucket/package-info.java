/** A model store in an object store: what lies in a bucket is mirrored into a folder. */
package org.residual.bucket;
