package io.stagegate.rules.drools;

import io.stagegate.rules.PolicySource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.drools.compiler.kie.builder.impl.InternalKieModule;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.Message;

/** What the compiler makes of a set, with nothing of it that is shared with any other build. */
sealed interface Build {
    /** The names of the compiler's classes end so in its file system. */
    String CLASS = ".class";

    /**
     * Rules that can be loaded.
     *
     * @param classes class files by the names of the classes
     */
    record Good(Map<String, byte[]> classes) implements Build {
        public Good {
            classes = Map.copyOf(classes);
        }
    }

    /** What is wrong, in the compiler's words. */
    record Bad(List<String> errors) implements Build {
        public Bad {
            errors = List.copyOf(errors);
        }
    }

    /** Compiles a set; its texts were checked before. */
    static Build of(PolicySource source) {
        return Backstage.outside(() -> compiled(source));
    }

    private static Build compiled(PolicySource source) {
        var services = KieServices.get();
        var files = services.newKieFileSystem();
        var release = services.newReleaseId(
                "io.stagegate.policies", "set", UUID.randomUUID().toString());
        files.generateAndWritePomXML(release);
        source.drl()
                .forEach((name, text) -> files.write(
                        "src/main/resources/policies/" + name.replace('-', '_'), Dialect.prelude(name) + text));
        var builder = services.newKieBuilder(files, new AllowListLoader(Build.class.getClassLoader()));
        try {
            builder.buildAll(ExecutableModelProject.class);
            var errors = errors(builder);
            return errors.isEmpty() ? new Good(classes((InternalKieModule) builder.getKieModule())) : new Bad(errors);
        } catch (RuntimeException e) {
            return new Bad(List.of(DrlFile.firstLine(String.valueOf(e.getMessage()))));
        } finally {
            services.getRepository().removeKieModule(release);
        }
    }

    private static Map<String, byte[]> classes(InternalKieModule module) {
        var out = new HashMap<String, byte[]>();
        for (var file : module.getFileNames()) {
            if (file.endsWith(CLASS)) {
                out.put(file.substring(0, file.length() - CLASS.length()).replace('/', '.'), module.getBytes(file));
            }
        }
        return out;
    }

    private static List<String> errors(KieBuilder builder) {
        return builder.getResults().getMessages(Message.Level.ERROR).stream()
                .map(Message::getText)
                .filter(text -> !text.startsWith("Java source of "))
                .map(DrlFile::firstLine)
                .distinct()
                .toList();
    }
}
