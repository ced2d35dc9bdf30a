package io.ratiskv.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of the tests' own Java with the options that a member has in the image; a smaller heap only. */
final class MemberProcess {
    static final Path OPTIONS = Path.of("src/image/root/app/member.options");

    private MemberProcess() {}

    /** What a program prints, of both kinds, until it ends. */
    static String run(Class<?> main) throws IOException, InterruptedException {
        Process process = builder(main, List.of(), Map.of()).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    static ProcessBuilder builder(Class<?> main, List<String> options, Map<String, String> environment) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("@" + OPTIONS);
        line.add("-Xmx448m");
        line.addAll(options);
        line.add("-cp");
        line.add(System.getProperty("java.class.path"));
        line.add(main.getName());
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }
}
