package org.residual.connection;

import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Answers once the test has examined the connection, on the request's own thread. Other tests do not load it. */
@RestController
@TestComponent
class HeldRequests {
    final BlockingQueue<Boolean> arrived = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> look = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> seen = new LinkedBlockingQueue<>();

    private final ClientConnections clients;

    HeldRequests(ClientConnections clients) {
        this.clients = clients;
    }

    @PostMapping("/wait")
    String hold(@RequestBody String body, HttpServletRequest request) throws InterruptedException {
        BooleanSupplier gone = clients.gone(request);
        arrived.add(true);
        boolean untilGone = look.take();
        if (untilGone) {
            await().until(gone::getAsBoolean);
        }
        seen.add(gone.getAsBoolean());
        return "done";
    }
}
