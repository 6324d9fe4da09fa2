package io.stagegate.gateway.policy;

import io.stagegate.core.json.JsonValue;
import io.stagegate.core.json.JsonValue.JsonObject;
import io.stagegate.core.json.JsonValue.JsonString;
import io.stagegate.gateway.json.MalformedJsonException;
import io.stagegate.gateway.json.StrictJson;
import io.stagegate.gateway.proof.LogKey;
import io.stagegate.gateway.proof.LogSigner;
import io.stagegate.rules.PolicySource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A policy set that somebody has signed: an envelope of DSSE v1 around a JSON object with the files. Nothing of it is read before
 * a key that is trusted has signed it.
 */
public final class Bundle {
    /** The most that an envelope may take. */
    public static final int LARGEST = 5 << 20;

    private static final String TYPE = "application/vnd.stagegate.policy-set+json";
    private static final int MOST_FILES = 2_000;
    private static final int MOST_SIGNATURES = 16;
    private static final int LONGEST_NAME = 255;

    private Bundle() {}

    /** A bundle that is not taken; the message says why, and what to do. */
    public static final class BundleException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean untrusted;

        BundleException(boolean untrusted, String message) {
            super(message);
            this.untrusted = untrusted;
        }

        /** Whether nobody has signed it whose key is trusted; else it is not as a bundle must be. */
        public boolean untrusted() {
            return untrusted;
        }
    }

    /** The bundle of a set, signed. */
    public static JsonObject write(PolicySource source, LogSigner signer) {
        var files = JsonObject.EMPTY;
        for (var file : source.files().entrySet()) {
            files = files.with(file.getKey(), file.getValue());
        }
        var payload = JsonObject.EMPTY.with("files", files).toJson().getBytes(StandardCharsets.UTF_8);
        var signature = JsonObject.EMPTY
                .with("keyid", id(signer.key()))
                .with("sig", Base64.getEncoder().encodeToString(signer.sign(signed(payload))));
        return JsonObject.EMPTY
                .with("payloadType", TYPE)
                .with("payload", Base64.getEncoder().encodeToString(payload))
                .with("signatures", JsonValue.array(List.of(signature)));
    }

    /** What a key is called in a bundle: all of it but the key itself. */
    private static String id(LogKey key) {
        var text = key.toString();
        return text.substring(0, text.indexOf('+', key.name().length() + 1));
    }

    /** What is signed: DSSE's pre-authentication encoding. */
    private static byte[] signed(byte[] payload) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                ("DSSEv1 " + TYPE.length() + " " + TYPE + " " + payload.length + " ").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** The set in a bundle that one of those keys has signed. */
    public static PolicySource open(byte[] sent, List<LogKey> trusted) throws BundleException {
        if (sent.length > LARGEST) {
            throw new BundleException(false, "the bundle is larger than " + LARGEST + " bytes");
        }
        var envelope = parsed(sent, "the bundle");
        var payload = decoded(envelope.text("payload").orElse(""), "payload");
        var signatures = envelope.items("signatures");
        if (!envelope.text("payloadType").equals(java.util.Optional.of(TYPE))) {
            throw new BundleException(false, "the bundle's payloadType is not " + TYPE);
        }
        if (signatures.isEmpty() || signatures.size() > MOST_SIGNATURES) {
            throw new BundleException(true, "the bundle has no signature, or more than " + MOST_SIGNATURES);
        }
        var text = signed(payload);
        for (var signature : signatures) {
            var sig = decoded(signature.text("sig").orElse(""), "sig");
            if (trusted.stream().anyMatch(key -> key.signed(text, sig))) {
                return source(payload);
            }
        }
        throw new BundleException(
                true,
                "nobody has signed the bundle as it is whose key is trusted: sign it with a key whose public part stands under"
                        + " policy.trustedKeys, or have it put there");
    }

    private static JsonObject parsed(byte[] text, String what) throws BundleException {
        try {
            if (StrictJson.parse(text) instanceof JsonObject object) {
                return object;
            }
            throw new BundleException(false, what + " is no JSON object");
        } catch (MalformedJsonException e) {
            throw new BundleException(false, what + " cannot be read: " + e.getMessage());
        }
    }

    private static byte[] decoded(String text, String member) throws BundleException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new BundleException(false, "the bundle's " + member + " is no Base64");
        }
    }

    private static PolicySource source(byte[] payload) throws BundleException {
        var files = new LinkedHashMap<String, String>();
        var read = parsed(payload, "the payload");
        if (!(read.member("files").orElse(JsonObject.EMPTY) instanceof JsonObject named)
                || read.members().size() != 1
                || named.members().size() > MOST_FILES) {
            throw new BundleException(false, "the payload has other members than files, or more than 2000 of these");
        }
        for (var file : named.members().entrySet()) {
            if (!(file.getValue() instanceof JsonString(var text)) || text.indexOf('\0') >= 0) {
                throw new BundleException(false, "the file " + file.getKey() + " is no text");
            }
            files.put(checkName(file.getKey()), text);
        }
        return PolicySource.of(files);
    }

    /** A name stays within the set, on every system, and is that of a part of it. */
    private static String checkName(String name) throws BundleException {
        var parts = Arrays.asList(name.split("/", -1));
        if (name.length() > LONGEST_NAME
                || name.chars().anyMatch(c -> c < ' ' || c == '\\' || c == ':')
                || parts.stream().anyMatch(part -> part.isBlank() || part.startsWith("."))
                || !PolicySource.belongs(name)) {
            throw new BundleException(
                    false,
                    "\"" + name + "\" is no name of a file of a policy set: write policy.yaml, or a path such as"
                            + " production/evaluation.drl");
        }
        return name;
    }
}
