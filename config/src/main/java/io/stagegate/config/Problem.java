package io.stagegate.config;

/**
 * Something that is wrong with a configuration file.
 *
 * @param file the file's name as it was given
 * @param line from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole file is meant
 * @param message what is wrong, and what to write instead
 */
public record Problem(String file, int line, int column, String message) {
    /** {@code config/x.yaml:12:5: what is wrong; what to write instead}. */
    @Override
    public String toString() {
        return (line == 0 ? file : file + ":" + line + ":" + column) + ": " + message;
    }
}
