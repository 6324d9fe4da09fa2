package io.stagegate.gateway.hold;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What somebody is called anywhere: their id, who they are on upstreams, and what they own. A platform may know them in other
 * letters, or by their e-mail address: where the question is whom a rule excludes, those are all the same name.
 */
public record Names(Set<String> plain) {
    public Names {
        plain = plain.stream().map(Names::plain).collect(Collectors.toUnmodifiableSet());
    }

    /** @param identities {@code upstream:name}; the name alone counts too */
    public static Names of(String id, Collection<String> identities) {
        var all = identities.stream().map(i -> i.substring(i.indexOf(':') + 1)).collect(Collectors.toSet());
        all.addAll(identities);
        all.add(id);
        return new Names(all);
    }

    /** Whether somebody whom the evidence calls this may be they. */
    public boolean include(String name) {
        return plain.contains(plain(name));
    }

    /** Unicode's compatibility form in lower case, without what follows an @. */
    private static String plain(String name) {
        var same = Normalizer.normalize(name.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        var at = same.indexOf('@');
        return at > 0 ? same.substring(0, at) : same;
    }
}
