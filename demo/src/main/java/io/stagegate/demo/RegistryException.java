package io.stagegate.demo;

/** An error as MLflow's API tells it. */
final class RegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;

    private RegistryException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static RegistryException missing(String what) {
        return new RegistryException(404, "RESOURCE_DOES_NOT_EXIST", what + " not found");
    }

    static RegistryException invalid(String message) {
        return new RegistryException(400, "INVALID_PARAMETER_VALUE", message);
    }

    static RegistryException exists(String what) {
        return new RegistryException(400, "RESOURCE_ALREADY_EXISTS", what + " already exists.");
    }

    static RegistryException unknownUser() {
        return new RegistryException(401, "UNAUTHENTICATED", "say who you are");
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
