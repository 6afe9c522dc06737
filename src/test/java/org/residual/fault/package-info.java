/**
 * Fault injection: each test causes one fault in the real service. docs/reliability.md states the expected behaviour.
 */
package org.residual.fault;
