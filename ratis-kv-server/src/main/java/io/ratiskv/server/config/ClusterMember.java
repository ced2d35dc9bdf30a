package io.ratiskv.server.config;

/**
 * A member as the others find it: {@code id=raftHost:raftPort/clientHost:clientPort}.
 *
 * @param id its name, unique in the cluster and the same for ever
 * @param raft where it talks to the other members
 * @param client where it talks to clients, and to other members' read barriers
 */
public record ClusterMember(String id, Address raft, Address client) {
    static ClusterMember parse(String text) throws InvalidValue {
        int equals = text.indexOf('=');
        int slash = text.indexOf('/', equals + 1);
        if (equals <= 0 || slash < 0) {
            throw new InvalidValue(
                    "needs the form id=raftHost:raftPort/clientHost:clientPort, but has \"" + text + "\"");
        }
        String id = Values.name(text.substring(0, equals));
        return new ClusterMember(
                id, address(text.substring(equals + 1, slash), id), address(text.substring(slash + 1), id));
    }

    private static Address address(String text, String id) throws InvalidValue {
        Address address;
        try {
            address = Address.parse(text);
        } catch (InvalidValue invalid) {
            throw new InvalidValue("names " + id + " at \"" + text + "\", which " + invalid.getMessage());
        }
        if (address.port() == 0 || address.isWildcard()) {
            throw new InvalidValue("names " + id + " at " + address + ", where nobody can connect");
        }
        return address;
    }

    @Override
    public String toString() {
        return id + "=" + raft + "/" + client;
    }
}
