using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>doctor</c>: checks the environment.</summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Option<string?> _model = new("--model")
    {
        Description = "Also describe this model and check whether it predicts the same under ML.NET 5.0.1 and 6.",
        HelpName = "FILE",
    };

    /// <summary>Creates the command.</summary>
    public DoctorCommand(CommandConsole console)
        : base("doctor", "Checks the environment and suggests fixes.", "", "--model photos.zip")
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

        _console.WriteLine(failures == 0 ? "All required checks passed." : $"{DisplayText.Count(failures, "check")} failed.");
        return failures == 0 ? ExitCode.Done : ExitCode.Environment;
    }
}
