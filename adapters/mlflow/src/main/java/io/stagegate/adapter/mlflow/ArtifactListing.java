package io.stagegate.adapter.mlflow;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonBoolean;
import io.stagegate.core.json.JsonValue.JsonNumber;
import io.stagegate.core.platform.Answer;
import io.stagegate.core.platform.Call;
import io.stagegate.core.platform.Inquiry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Lists the files of a version, folder by folder, where MLflow itself can: those that it serves, and those of a run. */
final class ArtifactListing {
    /** Larger ones are not listed: a promotion must not wait for that. */
    private static final int MOST_FILES = 1_000;

    private static final int MOST_FOLDERS = 50;

    private final Function<String, Call> list;

    /** @param list asks for what is in a folder, by its path below the version's own */
    private ArtifactListing(Function<String, Call> list) {
        this.list = list;
    }

    /** What came of it. */
    sealed interface Listed {

        /** @param sizes in bytes, by path */
        record Files(SortedMap<String, Long> sizes) implements Listed {}

        /** It cannot be listed. */
        record Unlisted(String why) implements Listed {}
    }

    /**
     * Lists the files at some place.
     *
     * @param uri where MLflow says that they are
     * @param run the run that made them, as MLflow tells it; empty where it is not known
     */
    static Inquiry<Listed> of(MlflowApi api, String uri, Optional<JsonValue> run) {
        var served = ArtifactPlaces.served(uri);
        if (served.isPresent() && api.workspace().isEmpty()) {
            return new ArtifactListing(folder -> api.artifacts(below(served.get(), folder))).walk();
        }
        var info = run.flatMap(r -> r.get("info"));
        var root = info.flatMap(i -> i.text("artifact_uri")).map(ArtifactListing::trimmed);
        var id = info.flatMap(i -> i.text("run_id"));
        if (root.isPresent() && id.isPresent() && (trimmed(uri) + "/").startsWith(root.get() + "/")) {
            var path = trimmed(uri).substring(root.get().length()).replaceFirst("^/", "");
            return new ArtifactListing(
                            folder -> api.get("artifacts/list", "run_id", id.get(), "path", below(path, folder)))
                    .walk();
        }
        return Inquiry.done(new Listed.Unlisted("MLflow does not list what is neither served by it nor of a run"));
    }

    private static String trimmed(String uri) {
        return uri.replaceFirst("/+$", "");
    }

    private static String below(String path, String folder) {
        return folder.isEmpty() ? path : path.isEmpty() ? folder : path + "/" + folder;
    }

    private Inquiry<Listed> walk() {
        return walk(List.of(""), 1, new TreeMap<>());
    }

    private Inquiry<Listed> walk(List<String> folders, int seen, SortedMap<String, Long> known) {
        return Inquiry.readAll(folders.stream().map(list).toList(), answers -> {
            var files = new TreeMap<>(known);
            var deeper = new ArrayList<String>();
            for (var i = 0; i < answers.size(); i++) {
                var trouble = take(folders.get(i), answers.get(i), files, deeper);
                if (trouble.isPresent()) {
                    return Inquiry.done(new Listed.Unlisted(trouble.get()));
                }
            }
            if (files.size() > MOST_FILES || seen + deeper.size() > MOST_FOLDERS) {
                return Inquiry.done(new Listed.Unlisted(
                        "there are more than " + MOST_FILES + " files or " + MOST_FOLDERS + " folders"));
            }
            return deeper.isEmpty() ? Inquiry.done(new Listed.Files(files)) : walk(deeper, seen + deeper.size(), files);
        });
    }

    /** Adds what is in a folder; why not, where it cannot be told. */
    private static Optional<String> take(
            String folder, Answer answer, SortedMap<String, Long> files, List<String> deeper) {
        if (!(answer instanceof Answer.Replied(var status, var body)) || status != 200) {
            return Optional.of("its files cannot be listed: "
                    + switch (answer) {
                        case Answer.Failed(var why) -> why;
                        case Answer.Replied(var other, var _) -> "MLflow answered " + other;
                    });
        }
        for (var file : body.items("files")) {
            var name = file.text("path").orElse("").replaceFirst(".*/", "");
            var path = below(folder, name);
            if (file.get("is_dir").equals(Optional.of(JsonBoolean.TRUE))) {
                deeper.add(path);
            } else {
                files.put(path, size(file));
            }
        }
        return body.text("next_page_token").filter(token -> !token.isEmpty()).map(_ -> "MLflow lists them in parts");
    }

    private static long size(JsonValue file) {
        return file.get("file_size")
                .map(size -> size instanceof JsonNumber(var digits)
                        ? digits
                        : file.text("file_size").orElse("0"))
                .filter(digits -> digits.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }
}
