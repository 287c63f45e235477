namespace MlNetCnn.Cli;

/// <summary>One thing that the machine has or lacks.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Check">Says in a few words what was found, or throws if that does not suffice.</param>
/// <param name="Fix">What a person does where the check fails.</param>
internal sealed record DoctorCheck(string Name, Func<string> Check, string Fix)
{
    /// <summary>Whether nothing works without it.</summary>
    public bool IsNeeded { get; init; } = true;

    /// <summary>Runs the check; never throws.</summary>
    /// <param name="verbose">Whether a failure comes with its stack trace.</param>
    public (bool Passed, string Detail) Run(bool verbose)
    {
        try
        {
            return (true, Check());
        }
        catch (Exception exception)
        {
            // A diagnosis names every failure, of whatever kind, and goes on to the next check.
            return (false, verbose ? exception.ToString() : exception.GetBaseException().Message.ReplaceLineEndings(" "));
        }
    }
}
