package io.stagegate.gateway.identity;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * The other end of a connection.
 *
 * @param address where it is
 * @param certificate what it has shown and has been checked; empty where it was asked for none
 */
public record Peer(InetAddress address, Optional<X509Certificate> certificate) {}
