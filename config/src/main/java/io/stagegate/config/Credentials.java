package io.stagegate.config;

/** What a caller's change is forwarded with. */
public sealed interface Credentials {

    /** What the caller sent; sealed while the change is held. */
    record FromCaller() implements Credentials {}

    /** What the caller sends who asks again once it is approved; nothing is kept while it is held. */
    record FromNextTry() implements Credentials {}

    /** The gateway's own. */
    record FromGateway(Login login) implements Credentials {}

    /** None: the upstream has no users, and whoever gets past the gateway may do anything there. */
    record FromNobody() implements Credentials {}

    /**
     * A user name and its password.
     *
     * @param username without a colon, which HTTP basic authentication cannot carry
     * @param password the password
     */
    record Login(String username, Secret password) {
        public Login {
            checkUsername(username);
        }

        static String checkUsername(String username) {
            if (username.isEmpty() || username.contains(":")) {
                throw new IllegalArgumentException(
                        "\"" + username + "\" is no user name that HTTP can carry; write one without a colon");
            }
            return username;
        }
    }
}
