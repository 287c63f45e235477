namespace MlNetCnn.Cli;

/// <summary><c>datasets</c>: what concerns sets of photos.</summary>
internal sealed class DatasetsCommand : ToolCommand
{
    /// <summary>Creates the command.</summary>
    public DatasetsCommand(CommandConsole console)
        : base("datasets", "Looks at sets of photos before anything is trained on them.", "audit photos", "list")
    {
        Add(new DatasetsAuditCommand(console));
        Add(new DatasetsListCommand(console));
    }
}
