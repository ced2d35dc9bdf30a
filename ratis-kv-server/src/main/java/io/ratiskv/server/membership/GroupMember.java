package io.ratiskv.server.membership;

import io.ratiskv.protocol.Member;
import io.ratiskv.server.propose.MemberId;

/**
 * A member of the group, or one that is to be.
 *
 * @param raftAddress {@code host:port}; names are resolved at every connect
 * @param clientAddress {@code host:port}
 */
public record GroupMember(MemberId id, String raftAddress, String clientAddress) {
    public String name() {
        return id.name();
    }

    static GroupMember of(Member message) {
        return new GroupMember(
                new MemberId(message.getId(), message.getIncarnation()),
                message.getRaftAddress(),
                message.getClientAddress());
    }

    public Member toMessage() {
        return Member.newBuilder()
                .setId(id.name())
                .setIncarnation(id.incarnation())
                .setRaftAddress(raftAddress)
                .setClientAddress(clientAddress)
                .build();
    }

    GroupMember as(MemberId other) {
        return new GroupMember(other, raftAddress, clientAddress);
    }

    boolean isAt(GroupMember other) {
        return raftAddress.equals(other.raftAddress) && clientAddress.equals(other.clientAddress);
    }
}
