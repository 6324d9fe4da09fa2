package io.stagegate.rules.drools;

import io.stagegate.rules.PolicySource;
import java.util.List;
import java.util.UUID;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieServices;
import org.kie.api.builder.KieBuilder;
import org.kie.api.builder.Message;
import org.kie.api.runtime.KieContainer;

/** What the compiler makes of a set: in a file system and under a release id of its own, so that nothing is shared with any other build. */
sealed interface Build {

    /** Rules that can be run. */
    record Good(KieContainer container) implements Build {}

    /** What is wrong, in the compiler's words. */
    record Bad(List<String> errors) implements Build {}

    /** Compiles a set; its texts were checked before. */
    static Build of(PolicySource source) {
        var services = KieServices.get();
        var files = services.newKieFileSystem();
        var release = services.newReleaseId(
                "io.stagegate.policies", "set", UUID.randomUUID().toString());
        files.generateAndWritePomXML(release);
        source.drl()
                .forEach((name, text) -> files.write(
                        "src/main/resources/policies/" + name.replace('-', '_'), Dialect.prelude(name) + text));
        var loader = new AllowListLoader(Build.class.getClassLoader());
        var builder = services.newKieBuilder(files, loader);
        try {
            builder.buildAll(ExecutableModelProject.class);
        } catch (RuntimeException e) {
            return new Bad(List.of(DrlFile.firstLine(String.valueOf(e.getMessage()))));
        }
        var errors = errors(builder);
        return errors.isEmpty() ? new Good(services.newKieContainer(release, loader)) : new Bad(errors);
    }

    private static List<String> errors(KieBuilder builder) {
        return builder.getResults().getMessages(Message.Level.ERROR).stream()
                .map(Message::getText)
                .filter(text -> !text.startsWith("Java source of "))
                .map(DrlFile::firstLine)
                .distinct()
                .toList();
    }

    /** Forgets what was compiled. */
    static void dispose(KieContainer container) {
        container.dispose();
        KieServices.get().getRepository().removeKieModule(container.getReleaseId());
    }
}
