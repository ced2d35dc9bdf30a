package io.ratiskv.server;

/** This build's version, from the jar; "development" when run from classes. */
final class Version {
    private Version() {}

    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
