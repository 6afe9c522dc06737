/**
 * The model store on disk: versions of models, their weights, what describes them, and the answers they are known to
 * give.
 */
package org.residual.store;
