package io.stagegate.rules.cases;

import io.stagegate.core.evidence.Fact;
import java.util.List;
import java.util.Optional;

/**
 * One case of a set's tests.
 *
 * @param file its file within the set
 * @param line where it begins, from 1
 * @param name what it is called, once in a file
 * @param given what is decided on
 * @param expect what must come of it
 * @param written where the expectation stands in the file
 */
public record Case(String file, int line, String name, Given given, Expectation expect, Optional<Span> written) {

    /** What a case is about. */
    public sealed interface Given {

        /** Facts that the case writes. */
        record Written(List<Fact> facts) implements Given {
            public Written {
                facts = List.copyOf(facts);
            }
        }

        /** What is seen of a watch, look after look. */
        record Looks(List<List<Fact>> looks) implements Given {
            public Looks {
                looks = List.copyOf(looks);
            }
        }

        /**
         * Facts that a gateway has recorded.
         *
         * @param promotion the promotion's id
         * @param target which of its targets, as people write it; may be empty where it has one
         */
        record Recorded(String promotion, String target) implements Given {}
    }

    /**
     * Where an expectation stands.
     *
     * @param from its first character, from 0
     * @param to behind its last
     * @param column the column of the key it belongs to, from 0
     * @param flow whether it is written in braces
     * @param keys those that it has
     */
    public record Span(int from, int to, int column, boolean flow, List<String> keys) {
        public Span {
            keys = List.copyOf(keys);
        }
    }
}
