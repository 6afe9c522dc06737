package org.residual.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Log lines of a request have its id, and others have none. */
class RequestIdFilterTest {
    @Test
    void theIdIsInTheLogsContextForAsLongAsTheRequest() throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("X-Request-Id", "abc-1");
        AtomicReference<String> logged = new AtomicReference<>();

        new RequestIdFilter()
                .doFilter(
                        request,
                        new MockHttpServletResponse(),
                        (passedOn, answer) -> logged.set(MDC.get("request_id")));

        assertThat(logged).hasValue("abc-1");
        assertThat(MDC.get("request_id")).isNull();
    }
}
