package io.stagegate.benchmarks.audit;

import io.stagegate.gateway.store.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Connections of the role that a gateway works as. */
final class Door {
    private Door() {}

    static Connection open(DatabaseAddress address) throws SQLException {
        var url = "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database();
        return DriverManager.getConnection(
                url, address.app().name(), address.app().password());
    }
}
