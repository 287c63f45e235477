namespace MlNetCnn.Cli;

/// <summary><c>datasets</c>: what can be done with sets of photos beside training on them.</summary>
internal sealed class DatasetsCommand : ToolCommand
{
    /// <summary>Creates the command.</summary>
    public DatasetsCommand(CommandConsole console)
        : base(
            "datasets",
            "Looks after sets of photos before anything is trained on them.",
            "audit photos",
            "normalize photos --output photos-normalized",
            "list")
    {
        Add(new DatasetsAuditCommand(console));
        Add(new DatasetsListCommand(console));
        Add(new DatasetsNormalizeCommand(console));
    }
}
