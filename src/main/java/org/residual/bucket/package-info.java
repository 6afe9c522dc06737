/** A model store in an object store: mirrors the contents of a bucket into a folder. */
@NullMarked
package org.residual.bucket;

import org.jspecify.annotations.NullMarked;
