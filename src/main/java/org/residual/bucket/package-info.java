/** A model store in an object store: what lies in a bucket is mirrored into a folder. */
@NullMarked
package org.residual.bucket;

import org.jspecify.annotations.NullMarked;
