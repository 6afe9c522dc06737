/** Classification on Apache Spark: rows of images → rows of predictions. */
package org.residual.spark;
