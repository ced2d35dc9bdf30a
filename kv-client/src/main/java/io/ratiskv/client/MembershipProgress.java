package io.ratiskv.client;

import java.util.List;

/**
 * How far a change of the members is.
 *
 * @param done nothing is left to do
 * @param what is being done, or is the case, as a sentence for people
 * @param reached how far a member that is being filled has come; 0 if none is
 * @param goal how far it must come
 * @param inBytes these are bytes of a snapshot; else entries of the log
 * @param members the cluster's configuration at this moment
 */
public record MembershipProgress(
        boolean done, String what, long reached, long goal, boolean inBytes, List<Member> members) {
    public MembershipProgress {
        members = List.copyOf(members);
    }
}
