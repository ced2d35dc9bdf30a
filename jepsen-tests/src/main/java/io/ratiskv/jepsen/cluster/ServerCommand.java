package io.ratiskv.jepsen.cluster;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a member's process is started: a main class of a class path, in a JVM with these flags.
 *
 * @param mainClass class with the main method, by name: the server is never imported here
 * @param jvmFlags flags and system properties ({@code -Xmx448m}, {@code -Dname=value})
 * @param arguments the program's arguments
 * @param classPath what {@code CLASSPATH} is set to, since a long class path bursts a command line
 */
public record ServerCommand(String mainClass, List<String> jvmFlags, List<String> arguments, String classPath) {
    /** The product's own main class. */
    public static final String SERVER_MAIN = "io.ratiskv.server.KvServerMain";

    /** Its twin with mechanisms that can be sabotaged, in the server's test sources. */
    public static final String SABOTAGED_MAIN = "io.ratiskv.server.testing.SabotagedServerMain";

    /** Its twin that reads one more log format, as the next version may, in the server's test sources. */
    public static final String NEXT_MAIN = "io.ratiskv.server.testing.NextServerMain";

    public ServerCommand {
        jvmFlags = List.copyOf(jvmFlags);
        arguments = List.copyOf(arguments);
    }

    /** The same with another main class. */
    public ServerCommand running(String otherMainClass) {
        return new ServerCommand(otherMainClass, jvmFlags, arguments, classPath);
    }

    /**
     * A member's, with the class path that members need and their loaded classes at hand.
     *
     * @param flags of its JVM that other members may not have; {@code common} are those of all
     */
    public static ServerCommand ofMember(
            String mainClass, List<String> common, List<String> flags, List<String> arguments) {
        String classPath = ClassArchive.membersClassPath(ownClassPath());
        List<String> all = new ArrayList<>(common);
        all.addAll(flags);
        // Unpacked once, not at every start: 17 MB each, which hundreds of starts would write.
        all.add("-Dratiskv.native-code=" + ClusterSpec.RUNS.toAbsolutePath().resolve("native-code"));
        all.addAll(ClassArchive.flags(
                ClusterSpec.RUNS.toAbsolutePath(), new ServerCommand(mainClass, common, List.of(), classPath)));
        return new ServerCommand(mainClass, all, arguments, classPath);
    }

    /** Class path of this JVM, for processes that are started in directories of their own. */
    public static String ownClassPath() {
        return absolute(System.getProperty("java.class.path", ""));
    }

    static String absolute(String classPath) {
        return Stream.of(classPath.split(Pattern.quote(File.pathSeparator)))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Whether the class can be found on this JVM's class path. Does not initialise it. */
    public static boolean exists(String mainClass) {
        try {
            Class.forName(mainClass, false, ServerCommand.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    List<String> commandLine() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(jvmFlags);
        line.add(mainClass);
        line.addAll(arguments);
        return line;
    }
}
