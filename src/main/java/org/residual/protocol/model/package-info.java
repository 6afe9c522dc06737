/** What the protocol tells of models: metadata, configuration, statistics, and the repository. */
package org.residual.protocol.model;
