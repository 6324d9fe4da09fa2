package io.stagegate.it.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for programs that have to be told theirs. Each is given once in this process, and none is of the range that systems take the ports
 * of outgoing connections from (RFC 6335's dynamic ports, and the wider range of Linux), so that it is still free when the program starts.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int BEHIND = 32_768;

    /** Tests run side by side in one process, and whatever asks for a port has no test in common with the others. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(BEHIND - FIRST));

    private FreePorts() {}

    /**
     * A port of loopback that nothing listens on.
     *
     * @throws IllegalStateException where there is none
     */
    public static int next() {
        for (var tried = FIRST; tried < BEHIND; tried++) {
            var port = FIRST + Math.floorMod(NEXT.getAndIncrement(), BEHIND - FIRST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port between " + FIRST + " and " + BEHIND + " is free");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
