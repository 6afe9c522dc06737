package org.residual.web.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.webjars.WebJarVersionLocator;

/** Serves Swagger UI for the HTTP interface. */
@Configuration(proxyBeanMethods = false)
class SwaggerUiConfiguration implements WebMvcConfigurer {
    private static final String PAGES = "/swagger-ui";
    private static final String START = "index.html";
    private static final String WEB_JAR = "classpath:/META-INF/resources/webjars/swagger-ui/";

    /** Resources here take precedence over the library's of the same name. */
    private static final String OWN_FILES = "classpath:/api/swagger-ui/";

    /** Swagger UI sets styles inline; it loads everything else from here, and nothing from other origins. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        // Relative to the requested path, which may differ behind a proxy.
        registry.addRedirectViewController(PAGES, "swagger-ui/" + START);
        registry.addRedirectViewController(PAGES + "/", START);
        registry.addRedirectViewController(PAGES + ".html", "swagger-ui/" + START);
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        String version = new WebJarVersionLocator().version("swagger-ui");
        registry.addResourceHandler(PAGES + "/**").addResourceLocations(OWN_FILES, WEB_JAR + version + "/");
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new ContentSecurityPolicy()).addPathPatterns(PAGES + "/**");
    }

    private static final class ContentSecurityPolicy implements HandlerInterceptor {
        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
            response.setHeader("Content-Security-Policy", POLICY);
            return true;
        }
    }
}
