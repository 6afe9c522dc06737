package org.residual.benchmarks;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Predicate;

/**
 * A request, and the expected answer.
 *
 * @param kind of the request
 * @param request can be sent any number of times
 * @param right whether an answer is right
 */
record Exchange(String kind, HttpRequest request, Predicate<HttpResponse<byte[]>> right) {}
