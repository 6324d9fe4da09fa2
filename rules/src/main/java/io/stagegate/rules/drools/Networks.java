package io.stagegate.rules.drools;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.drools.core.impl.RuleBaseFactory;
import org.drools.model.Global;
import org.drools.model.Model;
import org.drools.model.Rule;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.internal.conf.ShareBetaNodesOption;

/** Makes networks of some of the rules that were compiled together. All of them run the same classes. */
final class Networks {
    private static final String PROJECT = "org.drools.project.model.ProjectModel";

    private final ClassLoader loader;
    private final Map<String, Rule> rules;

    @SuppressWarnings("rawtypes")
    private final List<Global> globals;

    /**
     * Loads what was compiled.
     *
     * @param classes class files by the names of the classes
     * @throws IllegalStateException where the rules need what they are not given, which is found out only now
     */
    Networks(Map<String, byte[]> classes) {
        loader = new CompiledClasses(classes);
        var models = classes.keySet().stream()
                .filter(name -> name.startsWith(PROJECT))
                .flatMap(project -> models(project).stream())
                .toList();
        rules = models.stream()
                .flatMap(model -> model.getRules().stream())
                .collect(Collectors.toMap(rule -> rule.getPackage() + "/" + rule.getName(), rule -> rule));
        globals = models.stream().flatMap(model -> model.getGlobals().stream()).toList();
    }

    /** What the compiler wrote down of what it has made. */
    private List<Model> models(String name) {
        try {
            var project = loader.loadClass(name);
            var models = project.getMethod("getModels")
                    .invoke(project.getConstructor().newInstance());
            return ((Collection<?>) models).stream().map(Model.class::cast).toList();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException("this needs what is not available to policies", e);
        }
    }

    /** The classes that the rules were compiled to, and what they may know. */
    ClassLoader loader() {
        return loader;
    }

    /** One of some of the rules. */
    KieBase of(Collection<ParsedRule> some) {
        return network(some.stream().map(ParsedRule::key));
    }

    /** One of all that was compiled. */
    KieBase whole() {
        return network(rules.keySet().stream());
    }

    /** @param keys of rules, {@link ParsedRule#key} */
    private KieBase network(Stream<String> keys) {
        var configuration = RuleBaseFactory.newKnowledgeBaseConfiguration(new Properties(), loader);
        // Where rules share the nodes of joins, some of them do not speak: a "not" behind an "exists" that another rule
        // begins with, too.
        configuration.setOption(ShareBetaNodesOption.NO);
        var model = new ModelImpl()
                .withGlobals(globals)
                .withRules(keys.sorted().map(this::rule).collect(Collectors.toCollection(ArrayList::new)));
        return KieBaseBuilder.createKieBaseFromModel(Set.of(model), configuration);
    }

    private Rule rule(String key) {
        return Objects.requireNonNull(rules.get(key), key);
    }
}
