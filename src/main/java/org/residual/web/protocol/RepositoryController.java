package org.residual.web.protocol;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.residual.protocol.model.ModelRepository;
import org.residual.protocol.model.RepositoryEntry;
import org.residual.protocol.model.RepositoryRequest;
import org.residual.web.request.ApiPaths;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The protocol's extension for model repositories. Bodies are read as JSON, whatever their media type. */
@RestController
@RequestMapping(RepositoryController.ROOT)
public final class RepositoryController {
    static final String ROOT = ApiPaths.V2 + "/repository";
    /** Lists the models; the protocol uses POST for it. */
    public static final String INDEX = ROOT + "/index";

    /** Most bytes of a request. */
    private static final int LARGEST = 64 << 10;

    private final ModelRepository repository;
    private final ProtocolJson json;

    RepositoryController(ModelRepository repository, ProtocolJson json) {
        this.repository = repository;
        this.json = json;
    }

    @PostMapping("/index")
    List<RepositoryEntry> index(HttpServletRequest request) throws IOException {
        return repository.index(read(request).ready());
    }

    @PostMapping("/models/{model}/load")
    void load(@PathVariable String model, HttpServletRequest request) throws IOException {
        repository.load(model, read(request).parameters());
    }

    @PostMapping("/models/{model}/unload")
    void unload(@PathVariable String model, HttpServletRequest request) throws IOException {
        read(request);
        repository.unload(model);
    }

    private RepositoryRequest read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LARGEST);
        return body.length == 0 ? RepositoryRequest.EMPTY : json.parse(body, RepositoryRequest.class);
    }
}
