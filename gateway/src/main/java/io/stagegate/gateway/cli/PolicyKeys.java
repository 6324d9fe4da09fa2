package io.stagegate.gateway.cli;

import io.stagegate.gateway.proof.LogKey;
import io.stagegate.gateway.proof.LogSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import picocli.CommandLine.Option;

/** The key that signs policy bundles, as it is given on the command line. */
final class PolicyKeys {
    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "file with the private key: Base64 of 32 bytes, made by openssl rand -base64 32; required")
    private Path key = Path.of("policy.key");

    @Option(names = "--name", paramLabel = "NAME", description = "what the key is called (default: policy)")
    private String name = "policy";

    LogSigner signer() throws CliException {
        if (!LogKey.isName(name)) {
            throw new CliException("\"" + name + "\" is no name of a key: it has blanks, a plus or nothing");
        }
        try {
            return LogSigner.of(
                    name, Base64.getDecoder().decode(Files.readString(key).strip()));
        } catch (IOException e) {
            throw new CliException("the key " + key + " cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            // What it holds is not shown.
            throw new CliException(
                    "the key " + key + " is not Base64 of 32 bytes: make one by openssl rand -base64 32");
        }
    }
}
