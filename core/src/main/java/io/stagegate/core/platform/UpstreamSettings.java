package io.stagegate.core.platform;

import java.util.List;
import java.util.Set;

/**
 * What an adapter needs to know of its upstream.
 *
 * @param name the upstream's name; part of every target
 * @param environments which slots mean which environment
 * @param staticPrefix path below which the platform is mounted; empty, or begins and does not end with a slash
 * @param protectedTags tag keys whose writes are governed; {@code *} stands for any text
 * @param allow mutating routes that pass although the adapter does not know them
 */
public record UpstreamSettings(
        String name,
        List<Environment> environments,
        String staticPrefix,
        List<String> protectedTags,
        Set<Route> allow) {
    public UpstreamSettings {
        environments = List.copyOf(environments);
        protectedTags = List.copyOf(protectedTags);
        allow = Set.copyOf(allow);
    }

    /**
     * An environment: a label on targets. No slot is in two environments of one upstream.
     *
     * @param name such as {@code production}
     * @param aliases aliases that serve it
     * @param stages stages that serve it, in the platform's canonical spelling
     * @param latest whether consumers of it load the newest version
     */
    public record Environment(String name, Set<String> aliases, Set<String> stages, boolean latest) {
        public Environment {
            aliases = Set.copyOf(aliases);
            stages = Set.copyOf(stages);
        }
    }

    /**
     * A route from the configuration: {@code POST /ajax-api/3.0/mlflow/mcp-servers}.
     *
     * @param method upper case
     * @param path exact canonical path; a last segment {@code **} stands for everything below
     */
    public record Route(String method, String path) {
        /** Whether a request is on this route. */
        public boolean matches(String requestMethod, String requestPath) {
            if (!method.equals(requestMethod)) {
                return false;
            }
            return path.endsWith("/**")
                    ? requestPath.startsWith(path.substring(0, path.length() - 2))
                    : path.equals(requestPath);
        }
    }
}
