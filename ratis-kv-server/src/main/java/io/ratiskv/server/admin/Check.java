package io.ratiskv.server.admin;

/**
 * One thing that was looked at.
 *
 * @param name in kebab case
 * @param detail what was found, in a few words; for whoever reads why a probe failed
 */
public record Check(String name, boolean passed, String detail) {
    public static Check of(String name, boolean passed, String detail) {
        return new Check(name, passed, detail);
    }
}
