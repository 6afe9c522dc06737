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

/** Describes the HTTP interface to people, in Swagger UI. */
@Configuration(proxyBeanMethods = false)
class SwaggerUiConfiguration implements WebMvcConfigurer {
    private static final String PAGES = "/swagger-ui";
    private static final String START = "index.html";
    private static final String WEB_JAR = "classpath:/META-INF/resources/webjars/swagger-ui/";

    /** What is found here comes before what the library has of the same name. */
    private static final String OWN_FILES = "classpath:/api/swagger-ui/";

    /** Swagger UI sets styles as it goes; other than that it gets what it needs from here, and nothing from elsewhere. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        // Relative to the path that was asked for: behind a proxy that may be another than is seen here.
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
