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

/** How answers are put on the wire. */
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

    /** Who asks often which models there are need not be told the same again. */
    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> modelsEtag() {
        GetEtagFilter filter = new GetEtagFilter();
        // What has a strong one is not compressed.
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
