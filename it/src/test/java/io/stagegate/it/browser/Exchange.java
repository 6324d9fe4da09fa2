package io.stagegate.it.browser;

/**
 * One request of a page, and what became of it.
 *
 * @param path without origin and query
 * @param outcome the status, or the browser's word for why there is none
 */
record Exchange(String method, String path, String outcome) {
    boolean failed() {
        return !outcome.startsWith("2") && !outcome.startsWith("3");
    }

    @Override
    public String toString() {
        return method + " " + path + " " + outcome;
    }
}
