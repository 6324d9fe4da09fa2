package io.stagegate.it.faults;

import io.stagegate.it.Needed;
import io.stagegate.it.SuppliedThing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What root may do on a machine: give a folder a file system of its own, and drop packets on their way. */
final class Privileges implements AutoCloseable {
    /** One for each process: another run may be at it, too. */
    private static final String TABLE =
            "stagegate_faults_" + ProcessHandle.current().pid();

    private Privileges() {}

    /** Supplies them to the tests that need them. */
    static final class OfRoot extends SuppliedThing<Privileges> {
        OfRoot() {
            super(Privileges.class);
        }

        @Override
        protected Needed<Privileges> find() {
            return look();
        }
    }

    static Needed<Privileges> look() {
        return Needed.find(
                "to fill a disk and to drop packets",
                "they may: as root, with nftables installed, in a container that may do both",
                Privileges::tried,
                Privileges::close);
    }

    /** They are there if they work. */
    private static Privileges tried() throws IOException {
        var privileges = new Privileges();
        var folder = Files.createTempDirectory("stagegate-privileges");
        try {
            privileges.mount(folder, 1);
            privileges.unmount(folder);
            run("nft", "add", "table", "inet", TABLE);
            run("nft", "add", "chain", "inet", TABLE, "in", "{ type filter hook input priority 0 ; }");
        } finally {
            Files.delete(folder);
        }
        return privileges;
    }

    /** Gives a folder a file system in memory, of so many MiB. */
    void mount(Path folder, int size) throws IOException {
        Files.createDirectories(folder);
        run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size + "m", "tmpfs", folder.toString());
    }

    void unmount(Path folder) throws IOException {
        run("umount", folder.toString());
    }

    /** Fills a folder's file system until nothing more goes into it. */
    void fill(Path folder) throws IOException {
        var part = new byte[64 << 10];
        try (var out = Files.newOutputStream(folder.resolve("ballast"))) {
            while (true) {
                out.write(part);
            }
        } catch (IOException e) {
            // It is full.
            if (!Files.exists(folder.resolve("ballast"))) {
                throw e;
            }
        }
    }

    void empty(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("ballast"));
    }

    /** Drops whatever comes to a port of this machine, and whatever comes from it: nobody is told. */
    void drop(int port) throws IOException {
        run("nft", "add", "rule", "inet", TABLE, "in", "tcp", "dport", Integer.toString(port), "drop");
        run("nft", "add", "rule", "inet", TABLE, "in", "tcp", "sport", Integer.toString(port), "drop");
    }

    /** Lets everything through again. */
    void pass() throws IOException {
        run("nft", "flush", "chain", "inet", TABLE, "in");
    }

    private static void run(String... command) throws IOException {
        var process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        try {
            // Where somebody else has done so already there is none to delete.
            run("nft", "add", "table", "inet", TABLE);
            run("nft", "delete", "table", "inet", TABLE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
