using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>doctor</c>: what this machine has and lacks, with the fix.</summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Also say what this model is, and whether stock ML.NET 5.0.1 and 6 give the same answers with it.",
        HelpName = "FILE",
    };

    /// <summary>Creates the command.</summary>
    public DoctorCommand(CommandConsole console)
        : base("doctor", "Checks what this machine has and lacks, and says how to fix it.", "", "--model photos.zip")
    {
        _console = console;
        Add(_model);
        SetAction(parse => Run(parse.GetValue(_model), parse.GetValue(GlobalOptions.Verbose)));
    }

    private int Run(string? model, bool verbose)
    {
        var failures = 0;
        DoctorCheck[] checks = model is null ? [.. MachineChecks.All] : [.. MachineChecks.All, ModelCheck.Of(model)];
        foreach (var check in checks)
        {
            var (passed, detail) = check.Run(verbose);
            failures += passed || !check.IsNeeded ? 0 : 1;
            _console.WriteLine($"{(passed ? "ok" : check.IsNeeded ? "FAIL" : "warn"),-5} {check.Name,-18} {detail}");
            if (!passed)
            {
                _console.WriteLine($"      {"fix:",-18} {check.Fix}");
            }
        }

        _console.WriteLine(failures == 0 ? "This machine has all that is needed." : $"{DisplayText.Count(failures, "check")} failed.");
        return failures == 0 ? ExitCode.Done : ExitCode.Environment;
    }
}
