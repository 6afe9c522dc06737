package org.residual.web;

import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Puts errors as the Open Inference Protocol wants them, where it is spoken. */
@RestControllerAdvice
final class ProtocolErrors implements ResponseBodyAdvice<Object> {

    /**
     * @param error what is wrong, in words
     */
    record ProtocolError(String error) {}

    @Override
    public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    @Override
    public Object beforeBodyWrite(
            Object body,
            MethodParameter returnType,
            MediaType selectedContentType,
            Class<? extends HttpMessageConverter<?>> selectedConverterType,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (!(body instanceof ProblemDetail problem)
                || !isSpoken(request.getURI().getPath())) {
            return body;
        }
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        return of(problem);
    }

    /**
     * @param path of a request
     * @return whether its errors are the protocol's
     */
    static boolean isSpoken(String path) {
        return path.equals(OpenInferenceController.ROOT) || path.startsWith(OpenInferenceController.ROOT + "/");
    }

    static ProtocolError of(ProblemDetail problem) {
        return new ProtocolError(problem.getDetail() == null ? problem.getTitle() : problem.getDetail());
    }
}
