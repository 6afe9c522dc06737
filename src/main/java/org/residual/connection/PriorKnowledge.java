package org.residual.connection;

import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/2 with prior knowledge. A client that requests an upgrade from HTTP/1.1 is answered in HTTP/1.1, as RFC 9113
 * (3.1) requires: the server would have to hold the whole body first, and refuses bodies of more than 4 KiB. Java's own
 * client requests such upgrades.
 */
final class PriorKnowledge implements UpgradeProtocol {
    private final UpgradeProtocol http2;

    PriorKnowledge(UpgradeProtocol http2) {
        this.http2 = http2;
    }

    @Override
    public boolean accept(Request request) {
        return false;
    }

    @Override
    public String getHttpUpgradeName(boolean tls) {
        return http2.getHttpUpgradeName(tls);
    }

    @Override
    public byte[] getAlpnIdentifier() {
        return http2.getAlpnIdentifier();
    }

    @Override
    public String getAlpnName() {
        return http2.getAlpnName();
    }

    @Override
    public Processor getProcessor(SocketWrapperBase<?> connection, Adapter adapter) {
        return http2.getProcessor(connection, adapter);
    }

    @Override
    public InternalHttpUpgradeHandler getInternalUpgradeHandler(
            SocketWrapperBase<?> connection, Adapter adapter, Request request) {
        return http2.getInternalUpgradeHandler(connection, adapter, request);
    }

    @Override
    public void setHttp11Protocol(AbstractHttp11Protocol<?> protocol) {
        http2.setHttp11Protocol(protocol);
    }
}
