package io.stagegate.rules.drools;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Loads the classes that a set was compiled to; what they need beside one another is what policies may have. */
final class CompiledClasses extends ClassLoader {
    /** Those that are not loaded yet. */
    private final Map<String, byte[]> files;

    /** @param files class files by the names of the classes */
    CompiledClasses(Map<String, byte[]> files) {
        super(new AllowListLoader(CompiledClasses.class.getClassLoader()));
        this.files = new ConcurrentHashMap<>(files);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var file = files.remove(name);
        if (file == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, file, 0, file.length);
    }
}
