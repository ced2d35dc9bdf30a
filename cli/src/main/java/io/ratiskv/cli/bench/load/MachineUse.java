package io.ratiskv.cli.bench.load;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the members, the generator and the machine had used at a moment. */
final class MachineUse {
    private final OptionalDouble serverCpu;
    private final OptionalLong serverWritten;
    private final OptionalLong serverResident;
    private final OptionalLong diskWritten;
    private final OptionalDouble generatorCpu;
    private final ProcFiles.Processors processors;

    private MachineUse(List<Long> serverPids) {
        serverCpu = sumCpu(serverPids);
        serverWritten = sum(serverPids.stream().map(ProcFiles::writtenBytes).toList());
        serverResident = sum(serverPids.stream().map(ProcFiles::residentBytes).toList());
        diskWritten = ProcFiles.diskWrittenBytes();
        generatorCpu = ProcFiles.cpuSeconds(ProcessHandle.current().pid());
        processors = ProcFiles.processors();
    }

    static MachineUse now(List<Long> serverPids) {
        return new MachineUse(serverPids);
    }

    Result.Usage since(MachineUse before) {
        OptionalDouble server = minus(serverCpu, before.serverCpu);
        OptionalDouble generator = minus(generatorCpu, before.generatorCpu);
        return new Result.Usage(
                server,
                minus(serverWritten, before.serverWritten),
                // Whose it is can only be told if the members are here.
                server.isPresent() ? minus(diskWritten, before.diskWritten) : OptionalLong.empty(),
                serverResident,
                generator,
                otherBusy(before, server, generator));
    }

    /** Only if it is known what the members used: they would be the others else. */
    private OptionalDouble otherBusy(MachineUse before, OptionalDouble server, OptionalDouble generator) {
        double all = processors.allSeconds() - before.processors.allSeconds();
        if (all <= 0 || server.isEmpty() || generator.isEmpty()) {
            return OptionalDouble.empty();
        }
        double busy = processors.busySeconds() - before.processors.busySeconds();
        double other = busy - server.getAsDouble() - generator.getAsDouble();
        return OptionalDouble.of(Math.max(0, other / all));
    }

    private static OptionalDouble minus(OptionalDouble after, OptionalDouble before) {
        return after.isPresent() && before.isPresent()
                ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
                : OptionalDouble.empty();
    }

    private static OptionalLong minus(OptionalLong after, OptionalLong before) {
        return after.isPresent() && before.isPresent()
                ? OptionalLong.of(after.getAsLong() - before.getAsLong())
                : OptionalLong.empty();
    }

    private static OptionalDouble sumCpu(List<Long> pids) {
        List<OptionalDouble> each = pids.stream().map(ProcFiles::cpuSeconds).toList();
        return each.isEmpty() || each.stream().anyMatch(OptionalDouble::isEmpty)
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        each.stream().mapToDouble(OptionalDouble::getAsDouble).sum());
    }

    private static OptionalLong sum(List<OptionalLong> each) {
        return each.isEmpty() || each.stream().anyMatch(OptionalLong::isEmpty)
                ? OptionalLong.empty()
                : OptionalLong.of(
                        each.stream().mapToLong(OptionalLong::getAsLong).sum());
    }
}
