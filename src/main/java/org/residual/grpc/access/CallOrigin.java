package org.residual.grpc.access;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The origin of a call. */
final class CallOrigin {
    private static final List<Metadata.Key<String>> SET_BY_PROXIES = Stream.of(
                    "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
            .map(name -> Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))
            .toList();

    /** Addresses, and names that are never resolved through DNS (RFC 6761, 6.3), with or without a port. */
    private static final Pattern OWN_NAMES = Pattern.compile(
            "(?:(?:.+\\.)?localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]+)?", Pattern.CASE_INSENSITIVE);

    private CallOrigin() {}

    /** @return whether it comes from this machine, without a proxy, and is addressed to a name of this machine */
    static boolean isProgramHere(ServerCall<?, ?> call, Metadata headers) {
        return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address
                && address.getAddress().isLoopbackAddress()
                && SET_BY_PROXIES.stream().noneMatch(headers::containsKey)
                && call.getAuthority() != null
                && OWN_NAMES.matcher(call.getAuthority()).matches();
    }
}
