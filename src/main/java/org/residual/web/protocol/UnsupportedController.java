package org.residual.web.protocol;

import org.residual.protocol.Unsupported;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.residual.web.request.ApiPaths;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Refuses requests for Triton's unsupported extensions, and says so. */
@RestController
@RequestMapping(
        path = ApiPaths.V2,
        method = {RequestMethod.GET, RequestMethod.POST})
final class UnsupportedController {
    private static final String TRACE = "/trace/setting";

    private static ProblemException refusal(Unsupported extension) {
        return Problem.NOT_IMPLEMENTED.toException(extension.sentence());
    }

    @RequestMapping({"/systemsharedmemory/**", "/cudasharedmemory/**"})
    void sharedMemory() {
        throw refusal(Unsupported.SHARED_MEMORY);
    }

    @RequestMapping({TRACE, "/models/{model}" + TRACE})
    void trace() {
        throw refusal(Unsupported.TRACE);
    }

    @RequestMapping("/logging")
    void logging() {
        throw refusal(Unsupported.LOGGING);
    }
}
