package io.stagegate.gateway.cli;

import io.stagegate.config.Listen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Looks whether ports are free before anything is started that takes its time. */
final class Ports {
    private Ports() {}

    /** Why nothing can be listened for there; empty where it can. */
    static Optional<String> taken(Listen listen) {
        if (listen.port() == 0) {
            return Optional.empty();
        }
        try (var socket = new ServerSocket()) {
            // As servers do it: what is left of an earlier one is not in the way.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
