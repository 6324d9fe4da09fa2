package io.stagegate.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.yaml.snakeyaml.error.Mark;

/** What was found wrong with one file so far, and where in it each path stands. */
final class Problems {
    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private final Map<String, Mark> places = new HashMap<>();

    Problems(String file) {
        this.file = file;
    }

    /** Remembers where a path stands. */
    void place(String path, Mark mark) {
        places.put(path, mark);
    }

    void add(Mark mark, String path, String message) {
        var where = path.isEmpty() ? "" : path + ": ";
        found.add(new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, where + message));
    }

    /** At the path, or where the nearest part around it stands that was written. */
    void add(Consistency.Flaw flaw) {
        var around = flaw.path();
        var mark = places.get(around);
        while (mark == null && !around.isEmpty()) {
            around = around.substring(0, Math.max(0, Math.max(around.lastIndexOf('.'), around.lastIndexOf('['))));
            mark = places.get(around);
        }
        if (mark == null) {
            found.add(new Problem(file, 1, 1, flaw.toString()));
        } else {
            add(mark, flaw.path(), flaw.message());
        }
    }

    void addAll(List<Consistency.Flaw> flaws) {
        flaws.forEach(this::add);
    }

    /** What is made of parts that were read before, which it can be only where nothing is wrong with any. */
    <T> Optional<T> whole(String path, Supplier<T> make) {
        return none() ? attempt(path, make) : Optional.empty();
    }

    /** What the supplier makes; what it refuses is a problem of that path. */
    <T> Optional<T> attempt(String path, Supplier<T> make) {
        try {
            return Optional.of(make.get());
        } catch (IllegalArgumentException e) {
            add(new Consistency.Flaw(path, String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    ConfigException exception() {
        return new ConfigException(new LinkedHashSet<>(found)
                .stream()
                        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                        .toList());
    }
}
