package io.stagegate.gateway.cli;

import io.stagegate.gateway.proof.ExportCheck;
import io.stagegate.gateway.proof.LogKey;
import io.stagegate.gateway.proof.SignedNote;
import io.stagegate.gateway.proof.Trust;
import io.stagegate.gateway.proof.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stagegate audit verify}: needs no gateway. */
@Command(
        name = "verify",
        description =
                "Check an export of the audit, without a gateway: that every record is what was signed, and none is missing.",
        exitCodeList = {
            " 0:everything is as it was signed",
            " 1:something is not; the first record that is concerned is named",
            " 2:it cannot be told: the command line is wrong, or a file is no export, key or checkpoint"
        })
final class AuditVerifyCommand implements Callable<Integer> {
    private static final int UNCLEAR = 2;

    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "what audit export has printed")
    private Path file = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "a key that you trust, name+hash+key as audit key prints it; may be given several times (default: what"
                            + " the export itself names, which proves less)")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "a checkpoint that you kept earlier, which the log has to agree with; may be given several times"
                            + " (default: none)")
    private List<Path> checkpoints = new ArrayList<>();

    @Option(
            names = "--retained-from",
            paramLabel = "INDEX",
            description = "records before this index may be gone, if their hashes are there (default: 0)")
    private long retainedFrom;

    AuditVerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try {
            var trust = new Trust(trusted(keys), notes(), retainedFrom);
            try (var in = Files.newInputStream(file)) {
                return tell(new ExportCheck(trust, this::progress).check(in));
            }
        } catch (CliException e) {
            return unclear(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return unclear(file + " cannot be read: " + e);
        }
    }

    /** Keys as they are written. */
    static List<LogKey> trusted(List<String> texts) throws CliException {
        var out = new ArrayList<LogKey>();
        for (var text : texts) {
            try {
                out.add(LogKey.parse(text.strip()));
            } catch (IllegalArgumentException e) {
                throw new CliException("--key " + text + " is no key: " + e.getMessage());
            }
        }
        return out;
    }

    private List<SignedNote> notes() throws CliException {
        var out = new ArrayList<SignedNote>();
        for (var checkpoint : checkpoints) {
            out.add(note(checkpoint));
        }
        return out;
    }

    static SignedNote note(Path file) throws CliException {
        try {
            return SignedNote.parse(Files.readString(file));
        } catch (IOException e) {
            throw new CliException(file + " cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            throw new CliException(file + " is no checkpoint: " + e.getMessage());
        }
    }

    private void progress(long records) {
        surroundings.err().println(records + " records");
        surroundings.err().flush();
    }

    private int unclear(String why) {
        surroundings.err().println("stagegate: " + why);
        return UNCLEAR;
    }

    private int tell(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Intact intact -> {
                surroundings.out().println(said(intact));
                if (keys.isEmpty()) {
                    surroundings
                            .err()
                            .println(
                                    "the key is the one that the export itself names: give one that you know by --key");
                }
                yield 0;
            }
            case Verdict.Tampered(var index, var what) -> {
                surroundings.out().println("NOT INTACT at record " + index + ": " + what);
                yield 1;
            }
            case Verdict.Unclear(var why) -> unclear(why);
        };
    }

    private static String said(Verdict.Intact intact) {
        var gone =
                intact.gone() == 0 ? "" : ", " + intact.gone() + " of which are gone and only their hashes are there";
        var last = intact.last();
        return "intact: records " + intact.from() + " to " + (intact.to() - 1) + " of " + last.size() + gone
                + "\ncheckpoints  " + intact.checkpoints()
                + "\nroot         " + last.root()
                + "\nsigned by    " + intact.key();
    }
}
