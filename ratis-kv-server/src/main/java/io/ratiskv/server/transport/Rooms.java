package io.ratiskv.server.transport;

import io.ratiskv.server.backup.BackupService;
import io.ratiskv.server.command.Command;
import io.ratiskv.server.command.CommandValidator;
import io.ratiskv.server.membership.MembershipService;
import io.ratiskv.server.propose.LogStatus;
import io.ratiskv.server.propose.MemberId;
import io.ratiskv.server.propose.Refusal;
import io.ratiskv.server.propose.WriteBatcher;
import io.ratiskv.server.read.ReadBarrier;
import io.ratiskv.server.read.ReadService;
import io.ratiskv.server.watch.WatchService;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What lies behind the endpoint.
 *
 * @param clusterId the cluster that this member belongs to
 * @param member this member
 * @param status who leads, as known now; asked for every write, never blocks
 * @param validator what is wrong with a request by itself, with this member's limits
 * @param writeGate why this write is not taken now (out of space), if so; asked for every write that is valid
 */
public record Rooms(
        String clusterId,
        MemberId member,
        Supplier<LogStatus> status,
        WriteBatcher writes,
        ReadService reads,
        WatchService watches,
        ReadBarrier barrier,
        MemberAdmin admin,
        MembershipService membership,
        BackupService backups,
        CommandValidator validator,
        Function<Command, Optional<Refusal>> writeGate) {}
