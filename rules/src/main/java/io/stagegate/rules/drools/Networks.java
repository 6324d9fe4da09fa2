package io.stagegate.rules.drools;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.drools.core.impl.RuleBaseFactory;
import org.drools.model.Global;
import org.drools.model.Model;
import org.drools.model.Rule;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieContainer;
import org.kie.internal.conf.ShareBetaNodesOption;

/** Makes networks of some of the rules that were compiled together. All of them run the same classes. */
final class Networks {
    private static final String PROJECT = "org.drools.project.model.ProjectModel";

    private final ClassLoader loader;
    private final Map<String, Rule> rules;

    @SuppressWarnings("rawtypes")
    private final List<Global> globals;

    Networks(KieContainer container) {
        loader = container.getClassLoader();
        var models = models(container);
        rules = models.stream()
                .flatMap(model -> model.getRules().stream())
                .collect(Collectors.toMap(rule -> rule.getPackage() + "/" + rule.getName(), rule -> rule));
        globals = models.stream().flatMap(model -> model.getGlobals().stream()).toList();
    }

    /** What the compiler wrote down of what it has made. */
    private static List<Model> models(KieContainer container) {
        var release = container.getReleaseId();
        var of = String.join("_", release.getGroupId(), release.getArtifactId(), release.getVersion());
        var name = PROJECT + "_" + of.replaceAll("\\W", "_");
        try {
            var project = container.getClassLoader().loadClass(name);
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

    /** @param some by {@link ParsedRule#key} */
    KieBase of(Collection<ParsedRule> some) {
        var configuration = RuleBaseFactory.newKnowledgeBaseConfiguration(new Properties(), loader);
        // Where rules share the nodes of joins, some of them do not speak: a "not" behind an "exists" that another rule
        // begins with, too.
        configuration.setOption(ShareBetaNodesOption.NO);
        var model = new ModelImpl()
                .withGlobals(globals)
                .withRules(some.stream()
                        .map(ParsedRule::key)
                        .sorted()
                        .map(this::rule)
                        .collect(Collectors.toCollection(ArrayList::new)));
        return KieBaseBuilder.createKieBaseFromModel(Set.of(model), configuration);
    }

    private Rule rule(String key) {
        return Objects.requireNonNull(rules.get(key), key);
    }
}
