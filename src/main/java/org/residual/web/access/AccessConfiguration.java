package org.residual.web.access;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.residual.access.Credentials;
import org.residual.access.Scope;
import org.residual.access.UncheckedCredentialException;
import org.residual.access.UnknownCredentialException;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemWriter;
import org.residual.web.problem.ServerProblem;
import org.residual.web.request.ApiPaths;
import org.residual.web.request.PredictionPath;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.SingleResultAuthorizationManager;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.access.intercept.RequestMatcherDelegatingAuthorizationManager;
import org.springframework.security.web.authentication.Http403ForbiddenEntryPoint;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.HstsHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.XContentTypeOptionsHeaderWriter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.AnyRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may send which request over HTTP. As soon as any credential is configured, every path that is not listed here as
 * open requires one, so a new path is closed until it is opened.
 *
 * <p>The filter chains are built by hand: the framework's builder searches all beans for customizers of some 30 types,
 * which took a tenth of the start.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class AccessConfiguration {
    private static final String[] OPEN = {
        "/", "/page/*", "/openapi.json", "/swagger-ui", "/swagger-ui.html", "/swagger-ui/**", "/v2/health/*", "/error"
    };

    private static final String[] OPEN_ENDPOINTS = {"health", "prometheus", "info", "sbom"};

    /** Paths that the firewall lets through. */
    private static final Set<String> METHODS =
            Stream.of(HttpMethod.values()).map(HttpMethod::name).collect(Collectors.toUnmodifiableSet());

    /** Loading and unloading. */
    private static final String MANAGED = ApiPaths.V2 + "/repository/models/**";

    /** The service is called often, and sets its own caching headers. */
    @Bean
    SecurityObservationSettings noObservationsOfSecurity() {
        return SecurityObservationSettings.noObservations();
    }

    /** Rejects ambiguous paths. Header values are checked by the code that reads them. */
    @Bean
    HttpFirewall pathsAlone() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
        firewall.setAllowedParameterValues(value -> true);
        return firewall;
    }

    @Bean
    RequestRejectedHandler rejectedPaths(ProblemWriter problems) {
        return (request, response, rejection) -> problems.write(
                METHODS.contains(request.getMethod())
                        ? Problem.MALFORMED_REQUEST.toAnswer(
                                "The path is ambiguous: send it without ';', '//', '.' and '..' as names,"
                                        + " and without '/', '\\', '.', ';', '%' and control characters in percent-encoding.")
                        : ServerProblem.answer(HttpStatus.NOT_IMPLEMENTED.value()),
                request,
                response);
    }

    @Bean
    @Order(1)
    SecurityFilterChain open(CrossOrigin allowed, ProblemWriter problems) {
        return new DefaultSecurityFilterChain(openToAll(), headers(), new ForeignPageFilter(allowed, problems));
    }

    /** Matching an endpoint takes the class loader; predictions are never endpoints. */
    private static RequestMatcher openToAll() {
        List<RequestMatcher> matchers = new ArrayList<>();
        for (String path : OPEN) {
            matchers.add(PathPatternRequestMatcher.withDefaults().matcher(path));
        }
        matchers.add(EndpointRequest.to(OPEN_ENDPOINTS));
        matchers.add(EndpointRequest.toLinks());
        RequestMatcher open = new OrRequestMatcher(matchers);
        return request -> PredictionPath.of(request).isEmpty() && open.matches(request);
    }

    @Bean
    @Order(2)
    SecurityFilterChain guarded(
            CrossOrigin allowed, Credentials credentials, AccessRefusals refusals, ProblemWriter problems) {
        List<Filter> filters = new ArrayList<>();
        filters.add(headers());
        filters.add(new ForeignPageFilter(allowed, problems));
        filters.addAll(credentials.exist() ? byCredential(credentials, refusals, problems) : byPlace(refusals));
        return new DefaultSecurityFilterChain(AnyRequestMatcher.INSTANCE, filters);
    }

    private static List<Filter> byCredential(Credentials credentials, AccessRefusals refusals, ProblemWriter problems) {
        BearerTokenAuthenticationFilter identification =
                new BearerTokenAuthenticationFilter(identifying(credentials), new SentCredential());
        identification.setAuthenticationFailureHandler(refusals::commence);
        ExceptionTranslationFilter refusal = new ExceptionTranslationFilter(refusals, new NullRequestCache());
        refusal.setAccessDeniedHandler(refusals);
        RequestMatcherDelegatingAuthorizationManager scopes = RequestMatcherDelegatingAuthorizationManager.builder()
                .add(request -> PredictionPath.of(request).isPresent(), hasScope(Scope.PREDICT))
                .add(PathPatternRequestMatcher.withDefaults().matcher(MANAGED), hasScope(Scope.MANAGE))
                .add(EndpointRequest.toAnyEndpoint(), hasScope(Scope.MANAGE))
                .anyRequest()
                .authenticated()
                .build();
        return List.of(
                // The authentication is valid for this request alone, also after an asynchronous dispatch.
                new SecurityContextHolderFilter(new RequestAttributeSecurityContextRepository()),
                identification,
                refusal,
                new AuthorizationFilter(scopes),
                new ClientFilter(problems));
    }

    private static AuthorizationManager<RequestAuthorizationContext> hasScope(Scope scope) {
        return AuthorityAuthorizationManager.hasAuthority(scope.name());
    }

    private static AuthenticationManager identifying(Credentials credentials) {
        return sent -> {
            try {
                return new ClientAuthentication(credentials.identify(
                        Objects.requireNonNull(sent.getCredentials(), "SentCredential makes none without")
                                .toString()));
            } catch (UnknownCredentialException e) {
                throw new BadCredentialsException(e.getMessage(), e);
            } catch (UncheckedCredentialException e) {
                throw new AuthenticationServiceException(e.getMessage(), e);
            }
        };
    }

    /** No credential is configured. Allowed origins may send requests; none of them is this machine. */
    private static List<Filter> byPlace(AccessRefusals refusals) {
        ExceptionTranslationFilter refusal =
                new ExceptionTranslationFilter(new Http403ForbiddenEntryPoint(), new NullRequestCache());
        refusal.setAccessDeniedHandler(refusals::refuseFromElsewhere);
        RequestMatcherDelegatingAuthorizationManager places = RequestMatcherDelegatingAuthorizationManager.builder()
                .add(request -> PredictionPath.of(request).isPresent(), SingleResultAuthorizationManager.permitAll())
                .add(
                        PathPatternRequestMatcher.withDefaults().matcher(MANAGED),
                        (client, asked) -> new AuthorizationDecision(isProgramHere(asked.getRequest())))
                .add(EndpointRequest.toAnyEndpoint(), SingleResultAuthorizationManager.denyAll())
                .anyRequest()
                .permitAll()
                .build();
        return List.of(refusal, new AuthorizationFilter(places));
    }

    private static boolean isProgramHere(HttpServletRequest request) {
        return ConnectionOrigin.of(request) == ConnectionOrigin.THIS_MACHINE
                && !ForeignPageFilter.isFromForeignPage(request);
    }

    /** All answers are for this origin alone, have the declared type, and send no referrer. */
    private static HeaderWriterFilter headers() {
        HstsHeaderWriter onlyWithTls = new HstsHeaderWriter();
        // The service does not know what else is served at this host name.
        onlyWithTls.setIncludeSubDomains(false);
        CrossOriginOpenerPolicyHeaderWriter opener = new CrossOriginOpenerPolicyHeaderWriter();
        opener.setPolicy(CrossOriginOpenerPolicy.SAME_ORIGIN);
        CrossOriginResourcePolicyHeaderWriter resources = new CrossOriginResourcePolicyHeaderWriter();
        resources.setPolicy(CrossOriginResourcePolicy.SAME_ORIGIN);
        HeaderWriterFilter headers = new HeaderWriterFilter(List.of(
                new XContentTypeOptionsHeaderWriter(),
                new ReferrerPolicyHeaderWriter(ReferrerPolicy.NO_REFERRER),
                opener,
                resources,
                onlyWithTls));
        // Writing them at the end would need a wrapper around each answer.
        headers.setShouldWriteHeadersEagerly(true);
        return headers;
    }

    /** Runs before everything else that the server does with a request. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionOrigin() {
        return new OriginFirst();
    }

    private static final class OriginFirst
            implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
        @Override
        public void customize(TomcatServletWebServerFactory factory) {
            factory.addEngineValves(new ConnectionOrigin.NotingValve());
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }
    }
}
