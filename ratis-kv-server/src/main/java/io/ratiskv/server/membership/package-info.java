/**
 * Who is in the group: how members find each other and form it, how one that lost its disk is taken in again, and changes
 * that the operator asks for. Read {@link MembershipService} first.
 *
 * <p>Invariant: a member that has forgotten what it promised never votes under the name of the one who promised it; and
 * no change is begun that the group could not finish with the members that answer now.
 * <p>Never here: deciding who leads or what is committed ({@code raft}).
 */
@NullMarked
package io.ratiskv.server.membership;

import org.jspecify.annotations.NullMarked;
