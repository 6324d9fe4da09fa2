package io.stagegate.it.documentation;

/**
 * A fenced block of a document.
 *
 * @param document path below the root
 * @param line where its fence opens, from 1
 * @param language what stands behind the fence
 * @param text what is in it
 * @param fails whether it says of itself that it must fail
 */
record Block(String document, int line, String language, String text, boolean fails) {

    /** Whether it is what the block before it printed. */
    boolean sample() {
        return language.equals("text") || language.equals("json");
    }

    /** Whether it is run by a shell. */
    boolean command() {
        return language.equals("sh") || language.equals("python");
    }

    @Override
    public String toString() {
        return document + ":" + line + " (" + language + ")";
    }
}
