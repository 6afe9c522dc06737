/** What tells an orchestrator whether the service lives and is ready. */
package org.residual.health;
