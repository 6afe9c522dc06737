package org.residual.web.problem;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Called for every answer that Spring writes, just before it is written. */
public interface AnswerAdvice extends ResponseBodyAdvice<Object> {
    /**
     * @param body of the answer; null if it has none
     * @param request being answered
     * @param response whose headers may still be set
     * @return the body to write
     */
    @Nullable
    Object beforeWriting(@Nullable Object body, ServerHttpRequest request, ServerHttpResponse response);

    @Override
    default boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    @Override
    default @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returnType,
            MediaType selectedContentType,
            Class<? extends HttpMessageConverter<?>> selectedConverterType,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        return beforeWriting(body, request, response);
    }
}
