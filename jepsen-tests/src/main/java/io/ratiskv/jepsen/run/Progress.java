package io.ratiskv.jepsen.run;

import io.ratiskv.jepsen.workload.Meter;
import java.time.Duration;

/**
 * How a run goes, told about once a second while workloads are at work.
 *
 * @param since the begin of the workloads
 * @param total calls that have ended so far
 * @param lastSecond calls that ended since the last report
 * @param fault under way, in words; empty: none
 */
public record Progress(Duration since, Meter.Counts total, Meter.Counts lastSecond, String fault) {}
