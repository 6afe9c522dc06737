/** Tests the files of deploy/monitoring with a Prometheus that scrapes the service. */
package org.residual.monitoring;
