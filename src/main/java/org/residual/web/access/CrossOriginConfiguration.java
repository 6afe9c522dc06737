package org.residual.web.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.residual.web.problem.ProblemWriter;
import org.residual.web.problem.RequestIdFilter;
import org.residual.web.protocol.InferenceBody;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

/** Allows requests from pages of the configured origins. */
@Configuration(proxyBeanMethods = false)
class CrossOriginConfiguration {
    private static final Duration PREFLIGHT_HOLDS = Duration.ofHours(1);

    /** Runs before requests are refused, so that pages of allowed origins can read the reason. */
    @Bean
    FilterRegistrationBean<CorsFilter> crossOriginFilter(CrossOrigin allowed, ProblemWriter problems) {
        UrlBasedCorsConfigurationSource everywhere = new UrlBasedCorsConfigurationSource();
        everywhere.registerCorsConfiguration("/**", configuration(allowed));
        CorsFilter filter = new CorsFilter(everywhere);
        filter.setCorsProcessor(new Processor(problems));
        FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        registration.setEnabled(!allowed.allowedOrigins().isEmpty());
        return registration;
    }

    private static CorsConfiguration configuration(CrossOrigin allowed) {
        CorsConfiguration configuration = new CorsConfiguration();
        configuration.setAllowedOrigins(allowed.allowedOrigins());
        configuration.setAllowedMethods(List.of(HttpMethod.GET.name(), HttpMethod.HEAD.name(), HttpMethod.POST.name()));
        configuration.setAllowedHeaders(List.of(CorsConfiguration.ALL));
        configuration.setExposedHeaders(List.of(
                RequestIdFilter.HEADER,
                InferenceBody.JSON_LENGTH,
                HttpHeaders.RETRY_AFTER,
                HttpHeaders.ETAG,
                HttpHeaders.WWW_AUTHENTICATE));
        configuration.setMaxAge(PREFLIGHT_HOLDS);
        return configuration;
    }

    private static final class Processor extends DefaultCorsProcessor {
        private final ProblemWriter problems;

        Processor(ProblemWriter problems) {
            this.problems = problems;
        }

        @Override
        public boolean processRequest(
                @Nullable CorsConfiguration configuration, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            boolean allowed = super.processRequest(configuration, request, response);
            if (!allowed) {
                problems.write(ForeignPageFilter.refusal(request), request, response);
            }
            return allowed;
        }

        /** Decides nothing yet: this method does not know the request. */
        @Override
        protected void rejectRequest(ServerHttpResponse response) {}
    }
}
