package io.stagegate.gateway.cli;

import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.gateway.proof.Checkpoint;
import io.stagegate.gateway.proof.Hash;
import io.stagegate.gateway.proof.LogKey;
import io.stagegate.gateway.proof.Proofs;
import io.stagegate.gateway.proof.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code stagegate audit checkpoint}: what the log of a gateway was signed as, and that it still begins with what it was. */
@Command(
        name = "checkpoint",
        description =
                "Print the last checkpoint of a gateway's audit. With --remember it is checked against the one that was"
                        + " remembered, and remembered in its place.",
        exitCodeList = {
            " 0:it is signed, and the log begins with what it was",
            " 1:it is not, or does not; or the gateway does not answer",
            " 2:the command line is wrong"
        })
final class AuditCheckpointCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "a key that you trust, as audit key prints it; may be given several times (default: what the gateway"
                            + " itself names, which proves less)")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--remember",
            paramLabel = "FILE",
            description = "where the last one is kept, which need not be there yet (default: nowhere)")
    private Optional<Path> remember = Optional.empty();

    AuditCheckpointCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CliException {
        var client = Client.of(surroundings.environment());
        var trusted = keys.isEmpty() ? named(client) : AuditVerifyCommand.trusted(keys);
        var text = text(client.stream("/v1/audit/checkpoint", Map.of(), "text/plain"));
        var now = checked(text, trusted, "the gateway's checkpoint");
        if (remember.isPresent()) {
            if (Files.exists(remember.get())) {
                compare(client, trusted, remember.get(), now);
            }
            keep(remember.get(), text);
        }
        surroundings.out().print(text);
        return 0;
    }

    private static List<LogKey> named(Client client) throws CliException {
        var texts = client.get("/v1/audit/keys", Map.of()).body().items("items").stream()
                .map(item -> item.text("key").orElse(""))
                .toList();
        return AuditVerifyCommand.trusted(texts);
    }

    private static String text(InputStream stream) throws CliException {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CliException("the gateway broke off: " + e.getMessage());
        }
    }

    private static Checkpoint checked(String text, List<LogKey> keys, String what) throws CliException {
        try {
            var note = SignedNote.parse(text);
            if (note.signedBy(keys).isEmpty()) {
                throw new CliException(what + " is not signed by "
                        + String.join(
                                " or ", keys.stream().map(LogKey::toString).toList()));
            }
            return Checkpoint.of(note);
        } catch (IllegalArgumentException e) {
            throw new CliException(what + " is none: " + e.getMessage());
        }
    }

    private static void compare(Client client, List<LogKey> keys, Path file, Checkpoint now) throws CliException {
        var old = checked(AuditVerifyCommand.note(file).toString(), keys, file.toString());
        if (old.size() > now.size()) {
            throw new CliException("NOT INTACT: the log had " + old.size() + " records, and has " + now.size()
                    + ": its end was cut off. " + file + " is left as it is");
        }
        if (!Proofs.extend(old.size(), old.root(), now.size(), now.root(), proof(client, old, now))) {
            throw new CliException("NOT INTACT: the log does not begin with the " + old.size()
                    + " records that it had: at least one of them was changed. " + file + " is left as it is");
        }
    }

    private static List<Hash> proof(Client client, Checkpoint old, Checkpoint now) throws CliException {
        var query = Map.of("from", Long.toString(old.size()), "to", Long.toString(now.size()));
        var answer = client.get("/v1/audit/proofs/consistency", query).body();
        try {
            return answer.items("proof").stream()
                    .map(item -> Hash.parse(item instanceof JsonString(var text) ? text : ""))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new CliException("the gateway's proof cannot be read: " + e.getMessage());
        }
    }

    /** Whole or not at all: a half one would look like tampering the next time. */
    private static void keep(Path file, String text) throws CliException {
        var part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliException(file + " cannot be written: " + e);
        }
    }
}
