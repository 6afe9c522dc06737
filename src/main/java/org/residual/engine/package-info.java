/** What runs networks: the seam between those who serve a network and the engines that compute it. */
package org.residual.engine;
