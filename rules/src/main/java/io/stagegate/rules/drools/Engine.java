package io.stagegate.rules.drools;

import io.stagegate.rules.Diagnostic;
import io.stagegate.rules.Manifest;
import io.stagegate.rules.PolicyException;
import io.stagegate.rules.PolicySource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.Message;
import org.kie.api.runtime.KieContainer;

/**
 * A compiled set: parsed and checked first, then built as executable model in a file system and under a release id of its
 * own, so that nothing is shared with any other build.
 */
final class Engine implements AutoCloseable {
    private final KieContainer container;
    private final KieBase base;
    private final Map<String, ParsedRule> rules;

    private Engine(KieContainer container, Map<String, ParsedRule> rules) {
        this.container = container;
        this.base = container.getKieBase();
        this.rules = Map.copyOf(rules);
    }

    static Engine build(PolicySource source, Manifest manifest) throws PolicyException {
        var rules = check(source, manifest);
        var services = KieServices.get();
        var files = services.newKieFileSystem();
        var release = services.newReleaseId(
                "io.stagegate.policies", "set", UUID.randomUUID().toString());
        files.generateAndWritePomXML(release);
        source.drl()
                .forEach((name, text) -> files.write(
                        "src/main/resources/policies/" + name.replace('-', '_'), Dialect.prelude(name) + text));
        var loader = new AllowListLoader(Engine.class.getClassLoader());
        var builder = services.newKieBuilder(files, loader);
        try {
            builder.buildAll(ExecutableModelProject.class);
        } catch (RuntimeException e) {
            throw new PolicyException(List.of(new Diagnostic(
                    PolicySource.MANIFEST,
                    1,
                    0,
                    "the set cannot be compiled: " + DrlFile.firstLine(String.valueOf(e.getMessage())),
                    "")));
        }
        var errors = builder.getResults().getMessages(Message.Level.ERROR);
        if (!errors.isEmpty()) {
            throw new PolicyException(errors.stream()
                    .filter(e -> !e.getText().startsWith("Java source of "))
                    .map(e -> diagnostic(e, rules))
                    .distinct()
                    .toList());
        }
        return new Engine(services.newKieContainer(release, loader), rules);
    }

    private static Map<String, ParsedRule> check(PolicySource source, Manifest manifest) throws PolicyException {
        var problems = new ArrayList<Diagnostic>();
        var rules = new HashMap<String, ParsedRule>();
        var ids = new HashMap<String, ParsedRule>();
        for (var entry : source.drl().entrySet()) {
            var file = new DrlFile(entry.getKey(), entry.getValue(), manifest.modeOf(entry.getKey()));
            for (var rule : file.rules()) {
                Optional.ofNullable(rules.putIfAbsent(rule.key(), rule))
                        .ifPresent(first -> problems.add(twice(
                                rule, first, "the rule name \"" + rule.ref().name() + "\"")));
                Optional.ofNullable(ids.putIfAbsent(rule.ref().id(), rule))
                        .ifPresent(first -> problems.add(
                                twice(rule, first, "the id " + rule.ref().id())));
            }
            problems.addAll(file.problems());
        }
        if (!problems.isEmpty()) {
            throw new PolicyException(problems);
        }
        return rules;
    }

    private static Diagnostic twice(ParsedRule rule, ParsedRule first, String what) {
        return new Diagnostic(
                rule.ref().file(),
                rule.ref().line(),
                0,
                what + " is taken by " + first.ref().file() + ":" + first.ref().line(),
                "choose another");
    }

    /** A message of the compiler; one about generated code is told of the rule that it was generated from, if that is known. */
    private static Diagnostic diagnostic(Message message, Map<String, ParsedRule> rules) {
        var text = DrlFile.firstLine(message.getText());
        var path = Optional.ofNullable(message.getPath()).orElse("");
        var file = path.replaceFirst("^(src/main/resources/)?policies/", "");
        if (message.getLine() > 0 && file.endsWith(".drl")) {
            return new Diagnostic(file, message.getLine(), 0, text, "");
        }
        return rules.values().stream()
                .filter(rule -> message.getText().contains(rule.ref().name()))
                .findFirst()
                .map(rule -> new Diagnostic(
                        rule.ref().file(),
                        rule.ref().line(),
                        0,
                        "in rule \"" + rule.ref().name() + "\": " + text,
                        ""))
                .orElse(new Diagnostic(PolicySource.MANIFEST, 1, 0, text, ""));
    }

    KieBase base() {
        return base;
    }

    /** Rules by {@link ParsedRule#key}. */
    Map<String, ParsedRule> rules() {
        return rules;
    }

    @Override
    public void close() {
        container.dispose();
        KieServices.get().getRepository().removeKieModule(container.getReleaseId());
    }
}
