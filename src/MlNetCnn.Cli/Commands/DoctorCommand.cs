namespace MlNetCnn.Cli;

/// <summary><c>doctor</c>: what this machine has and lacks, with the mend.</summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly CommandConsole _console;

    /// <summary>Creates the command.</summary>
    public DoctorCommand(CommandConsole console)
        : base("doctor", "Checks what this machine has and lacks, and says how to mend it.", "")
    {
        _console = console;
        SetAction(parse => Run(parse.GetValue(GlobalOptions.Verbose)));
    }

    private int Run(bool verbose)
    {
        var failures = 0;
        foreach (var check in MachineChecks.All)
        {
            var (passed, detail) = check.Run(verbose);
            failures += passed || !check.IsNeeded ? 0 : 1;
            _console.WriteLine($"{(passed ? "ok" : check.IsNeeded ? "FAIL" : "warn"),-5} {check.Name,-18} {detail}");
            if (!passed)
            {
                _console.WriteLine($"      {"fix:",-18} {check.Mend}");
            }
        }

        _console.WriteLine(failures == 0 ? "This machine has all that is needed." : $"{Readable.Count(failures, "check")} failed.");
        return failures == 0 ? ExitCode.Done : ExitCode.Environment;
    }
}
