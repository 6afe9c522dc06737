/** What happens when something breaks: each test one fault, on the service itself. docs/reliability.md has what is promised. */
package org.residual.fault;
