package io.stagegate.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stagegate.gateway.webhook.Addresses.RefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a message may be sent, and where never. */
class AddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.8.8.8",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "::1",
                "fc00::1",
                "fd12:3456::1",
                "::ffff:127.0.0.1",
                "::ffff:10.1.2.3",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "2002:7f00:1::",
                "2002:c0a8:101::"
            })
    void an_inner_address_takes_private(String address) {
        assertThat(Addresses.allowed(InetAddress.ofLiteral(address), false)).isFalse();
        assertThat(Addresses.allowed(InetAddress.ofLiteral(address), true)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "169.254.169.254",
                "169.254.0.1",
                "224.0.0.1",
                "239.1.1.1",
                "240.0.0.1",
                "255.255.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "198.51.100.7",
                "203.0.113.9",
                "100.100.100.200",
                "::",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "fd00:ec2::254",
                "2001:db8::1",
                "2001::1",
                "100::1",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::",
                "::127.0.0.1",
                "4000::1"
            })
    void what_is_no_receiver_is_never_sent_to(String address) {
        assertThat(Addresses.allowed(InetAddress.ofLiteral(address), false)).isFalse();
        assertThat(Addresses.allowed(InetAddress.ofLiteral(address), true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "172.15.0.1",
                "172.32.0.1",
                "100.63.0.1",
                "100.128.0.1",
                "2606:4700::1111",
                "2a00:1450::1",
                "64:ff9b::808:808"
            })
    void the_open_network_is_sent_to(String address) {
        assertThat(Addresses.allowed(InetAddress.ofLiteral(address), false)).isTrue();
    }

    @Test
    void one_inner_address_among_others_refuses_the_name() throws Exception {
        var outer = InetAddress.ofLiteral("1.1.1.1");
        var inner = InetAddress.ofLiteral("10.0.0.1");
        var addresses = new Addresses(_ -> new InetAddress[] {outer, inner});

        assertThatThrownBy(() -> addresses.of("both.example.org", false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("10.0.0.1")
                .hasMessageContaining("private: true");
        assertThat(addresses.of("both.example.org", true)).containsExactly(outer, inner);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2130706433", "127.1", "0x7f.0.0.1", "0x7f000001", "localhost", "[::1]"})
    void other_spellings_of_loopback_do_not_help(String host) {
        var addresses = new Addresses(InetAddress::getAllByName);

        assertThatThrownBy(() -> addresses.of(host, false))
                .isInstanceOfAny(RefusedException.class, UnknownHostException.class);
    }
}
