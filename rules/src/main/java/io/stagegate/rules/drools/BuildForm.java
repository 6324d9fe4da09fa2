package io.stagegate.rules.drools;

import io.stagegate.rules.PolicySource;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a set and what the compiler made of it go from one process to the other: counts, and texts and files with their lengths. */
final class BuildForm {
    private BuildForm() {}

    static void write(PolicySource source, DataOutputStream out) throws IOException {
        out.writeInt(source.files().size());
        for (var file : source.files().entrySet()) {
            write(file.getKey(), out);
            write(file.getValue(), out);
        }
        out.flush();
    }

    static PolicySource source(DataInputStream in) throws IOException {
        var files = new HashMap<String, String>();
        for (var left = in.readInt(); left > 0; left--) {
            files.put(text(in), text(in));
        }
        return PolicySource.of(files);
    }

    static void write(Build build, DataOutputStream out) throws IOException {
        out.writeBoolean(build instanceof Build.Good);
        switch (build) {
            case Build.Good(var classes) -> {
                out.writeInt(classes.size());
                for (var one : classes.entrySet()) {
                    write(one.getKey(), out);
                    write(one.getValue(), out);
                }
            }
            case Build.Bad(var errors) -> {
                out.writeInt(errors.size());
                for (var error : errors) {
                    write(error, out);
                }
            }
        }
        out.flush();
    }

    static Build build(DataInputStream in) throws IOException {
        return in.readBoolean() ? new Build.Good(classes(in)) : new Build.Bad(errors(in));
    }

    private static Map<String, byte[]> classes(DataInputStream in) throws IOException {
        var classes = new HashMap<String, byte[]>();
        for (var left = in.readInt(); left > 0; left--) {
            classes.put(text(in), bytes(in));
        }
        return classes;
    }

    private static List<String> errors(DataInputStream in) throws IOException {
        var errors = new ArrayList<String>();
        for (var left = in.readInt(); left > 0; left--) {
            errors.add(text(in));
        }
        return errors;
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8), out);
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        var length = in.readInt();
        if (length < 0) {
            throw new IOException("it is of another form");
        }
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("it ends in the middle");
        }
        return bytes;
    }
}
