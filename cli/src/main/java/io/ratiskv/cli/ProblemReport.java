package io.ratiskv.cli;

import io.ratiskv.cli.bulk.LoadException;
import io.ratiskv.cli.local.LocalClusterException;
import io.ratiskv.cli.local.RestoreException;
import io.ratiskv.cli.session.ExitCode;
import io.ratiskv.cli.session.UsageException;
import io.ratiskv.client.BackupException;
import io.ratiskv.client.BackupFileException;
import io.ratiskv.client.ClientClosedException;
import io.ratiskv.client.CompactedException;
import io.ratiskv.client.FenceException;
import io.ratiskv.client.FutureRevisionException;
import io.ratiskv.client.InvalidRequestException;
import io.ratiskv.client.KvException;
import io.ratiskv.client.LeaseNotFoundException;
import io.ratiskv.client.OutOfSpaceException;
import io.ratiskv.client.Outcome;
import io.ratiskv.client.ProtocolMismatchException;
import io.ratiskv.client.RejectedException;
import io.ratiskv.client.StaleReadException;
import io.ratiskv.client.TooLargeException;
import io.ratiskv.client.UnavailableException;
import io.ratiskv.client.WrongClusterException;
import java.io.IOException;

/**
 * What the user is told of a failure, and how the run ends.
 *
 * @param message what is wrong
 * @param next what to do about it; empty if the message says so itself
 */
record ProblemReport(int exitCode, String message, String next) {

    static ProblemReport of(Throwable failure) {
        if (failure instanceof KvException refused) {
            return ofClient(refused);
        }
        if (failure instanceof UsageException) {
            return new ProblemReport(ExitCode.USAGE, text(failure), "");
        }
        if (failure instanceof LocalClusterException) {
            return new ProblemReport(ExitCode.LOCAL, text(failure), "");
        }
        if (failure instanceof LoadException) {
            return new ProblemReport(ExitCode.REJECTED, text(failure), "");
        }
        if (failure instanceof InterruptedException) {
            return new ProblemReport(ExitCode.NO, "told to end before it was done", "");
        }
        if (failure instanceof RestoreException refused) {
            return new ProblemReport(refused.isAboutTheFile() ? ExitCode.USAGE : ExitCode.LOCAL, text(failure), "");
        }
        if (failure instanceof BackupFileException) {
            return new ProblemReport(
                    ExitCode.USAGE, text(failure), "use another backup; 'kvctl snapshot verify' tells which are good");
        }
        if (failure instanceof IOException) {
            return new ProblemReport(ExitCode.LOCAL, text(failure), "");
        }
        return new ProblemReport(
                ExitCode.FAULT,
                "kvctl failed: " + failure,
                "this should not happen; run it again with --verbose and report what it says");
    }

    private static ProblemReport ofClient(KvException failure) {
        if (failure.outcome() == Outcome.UNKNOWN) {
            return new ProblemReport(
                    ExitCode.UNKNOWN,
                    "it is not known whether the write happened: " + text(failure),
                    "read the key to see, before you write it again");
        }
        if (failure instanceof StaleReadException) {
            return new ProblemReport(
                    ExitCode.UNAVAILABLE,
                    text(failure),
                    "allow a greater age, or read with --consistency linearizable");
        }
        if (failure instanceof OutOfSpaceException) {
            return new ProblemReport(
                    ExitCode.UNAVAILABLE,
                    text(failure),
                    "'kvctl del' works and gives space back by itself; 'kvctl status' shows who is short of it");
        }
        if (failure instanceof UnavailableException) {
            return new ProblemReport(
                    ExitCode.UNAVAILABLE,
                    text(failure),
                    "'kvctl status' shows which members answer; 'kvctl up' starts a local cluster again;"
                            + " --timeout gives it more time");
        }
        if (failure instanceof TooLargeException) {
            return new ProblemReport(ExitCode.REJECTED, text(failure), "");
        }
        if (failure instanceof InvalidRequestException) {
            return new ProblemReport(ExitCode.USAGE, text(failure), "");
        }
        if (failure instanceof BackupException refused && refused.retryable()) {
            return new ProblemReport(ExitCode.UNAVAILABLE, text(failure), "");
        }
        if (failure instanceof RejectedException rejected) {
            return new ProblemReport(ExitCode.REJECTED, text(failure), nextAfter(rejected));
        }
        if (failure instanceof WrongClusterException) {
            return new ProblemReport(
                    ExitCode.USAGE,
                    text(failure),
                    "check --endpoints and --cluster-id; nothing was sent to that cluster");
        }
        if (failure instanceof ProtocolMismatchException) {
            return new ProblemReport(
                    ExitCode.REJECTED,
                    text(failure),
                    "'kvctl doctor' shows which version each member runs; 'kvctl version' tells that of kvctl");
        }
        if (failure instanceof ClientClosedException) {
            return new ProblemReport(ExitCode.UNAVAILABLE, text(failure), "");
        }
        int code = failure.retryable() ? ExitCode.UNAVAILABLE : ExitCode.FAULT;
        return new ProblemReport(code, text(failure), "the members' logs say more");
    }

    private static String nextAfter(RejectedException rejected) {
        if (rejected instanceof CompactedException compacted) {
            return "the oldest revision that can still be read is " + compacted.oldestRevision();
        }
        if (rejected instanceof FutureRevisionException) {
            return "'kvctl status' shows the newest revision";
        }
        if (rejected instanceof FenceException fenced) {
            return fenced.newestToken() == 0
                    ? "the range is protected: write with --fence TOKEN, as 'kvctl lock NAME' gives it out"
                    : "somebody holds the lock since: the newest fence is " + fenced.newestToken();
        }
        if (rejected instanceof LeaseNotFoundException) {
            return "'kvctl lease list' shows those that live";
        }
        return "";
    }

    private static String text(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
