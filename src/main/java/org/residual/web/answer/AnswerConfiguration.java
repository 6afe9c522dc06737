package org.residual.web.answer;

import jakarta.servlet.http.HttpServletRequest;
import org.residual.store.descriptor.LowerCaseEnums;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.ShallowEtagHeaderFilter;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;

/** How answers are sent: caching and compression. */
@Configuration(proxyBeanMethods = false)
class AnswerConfiguration {

    @Bean
    JacksonModule lowerCaseEnums() {
        return new LowerCaseEnums();
    }

    @Bean
    ServerHttpMessageConvertersCustomizer wholeJson(JsonMapper mapper) {
        return converters -> converters.withJsonConverter(new WholeJsonConverter(mapper));
    }

    /** Clients that poll the list of models receive it again only if it has changed. */
    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> modelsEtag() {
        GetEtagFilter filter = new GetEtagFilter();
        // Answers with a strong ETag are not compressed.
        filter.setWriteWeakETag(true);
        FilterRegistrationBean<ShallowEtagHeaderFilter> etag = new FilterRegistrationBean<>(filter);
        etag.addUrlPatterns("/models", "/models/*");
        return etag;
    }

    private static final class GetEtagFilter extends ShallowEtagHeaderFilter {
        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return !HttpMethod.GET.matches(request.getMethod());
        }
    }
}
