namespace MlNetCnn.Cli;

/// <summary><c>datasets</c>: what concerns sets of photos.</summary>
internal sealed class DatasetsCommand : ToolCommand
{
    /// <summary>Creates the command.</summary>
    public DatasetsCommand(CommandConsole console)
        : base("datasets", "Looks after sets of photos before anything is trained on them.", "normalize photos --output photos-normalized") =>
        Add(new DatasetsNormalizeCommand(console));
}
