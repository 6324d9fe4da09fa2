package io.stagegate.benchmarks.policy;

import io.stagegate.core.decision.Effect;
import io.stagegate.core.evidence.Fact;
import io.stagegate.core.evidence.Risk;
import io.stagegate.rules.PolicySource;
import io.stagegate.rules.dsl.DecisionBook;
import io.stagegate.rules.dsl.DecisionBook.Saying;
import io.stagegate.rules.dsl.RiskBook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieServices;
import org.kie.api.builder.Message;

/** Drools with the rules of a set, and nothing around it: no limits, no threads, nobody who knows which rule spoke. */
public final class BareSession {
    private static final String IMPORTS = Arrays.stream(Fact.class.getPermittedSubclasses())
                    .map(type -> "import " + type.getName() + "; ")
                    .collect(Collectors.joining())
            + "import io.stagegate.core.evidence.Version; import io.stagegate.core.Action; "
            + "import function io.stagegate.rules.dsl.Approvals.approvals; "
            + "global io.stagegate.rules.dsl.DecisionBook decision; global io.stagegate.rules.dsl.RiskBook risk; ";

    private final KieBase base;

    private BareSession(KieBase base) {
        this.base = base;
    }

    /** Compiles a set. */
    public static BareSession of(PolicySource source) {
        var services = KieServices.get();
        var files = services.newKieFileSystem();
        var release = services.newReleaseId(
                "io.stagegate.benchmarks", "bare", source.digest().substring(7));
        files.generateAndWritePomXML(release);
        source.drl().forEach((name, text) -> {
            var folder = name.substring(0, name.indexOf('/'));
            files.write("src/main/resources/bare/" + name, "package bare." + folder + "; " + IMPORTS + text);
        });
        var builder = services.newKieBuilder(files).buildAll(ExecutableModelProject.class);
        if (builder.getResults().hasMessages(Message.Level.ERROR)) {
            throw new IllegalStateException(builder.getResults().toString());
        }
        return new BareSession(services.newKieContainer(release).getKieBase());
    }

    /** Both passes; what was said. */
    public List<Saying> decide(List<Fact> facts) {
        var said = new ArrayList<Saying>();
        var session = base.newKieSession();
        try {
            var decision = new DecisionBook(said::add);
            session.setGlobal("decision", decision);
            session.setGlobal("risk", new RiskBook(decision));
            facts.forEach(session::insert);
            session.fireAllRules();
            session.insert(new Risk(points(said)));
            session.fireAllRules();
            return said;
        } finally {
            session.dispose();
        }
    }

    private static int points(List<Saying> said) {
        return Math.max(
                0,
                said.stream()
                        .mapToInt(saying -> saying.effect() instanceof Effect.Points(var points) ? points : 0)
                        .sum());
    }
}
