package org.residual.benchmarks;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Predicate;

/**
 * A request, and how it has to be answered.
 *
 * @param kind what it is about
 * @param request is sent any number of times
 * @param right whether an answer is right
 */
record Exchange(String kind, HttpRequest request, Predicate<HttpResponse<byte[]>> right) {}
