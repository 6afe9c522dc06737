/** The files of deploy/monitoring, tried with a Prometheus that scrapes the service. */
package org.residual.monitoring;
