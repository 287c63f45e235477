namespace MlNetCnn.Cli;

/// <summary><c>datasets</c>: checks and prepares datasets.</summary>
internal sealed class DatasetsCommand : ToolCommand
{
    /// <summary>Creates the command.</summary>
    public DatasetsCommand(CommandConsole console)
        : base(
            "datasets",
            "Checks and prepares datasets for training.",
            "audit photos",
            "normalize photos --output photos-normalized",
            "list")
    {
        Add(new DatasetsAuditCommand(console));
        Add(new DatasetsListCommand(console));
        Add(new DatasetsNormalizeCommand(console));
    }
}
