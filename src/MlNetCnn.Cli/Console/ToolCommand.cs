using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>A command with examples in its help.</summary>
internal abstract class ToolCommand : Command
{
    /// <summary>Creates the command.</summary>
    /// <param name="name">The name.</param>
    /// <param name="description">A one-sentence description.</param>
    /// <param name="examples">The arguments of example calls.</param>
    protected ToolCommand(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    /// <summary>The arguments of example calls.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>The training methods that the command offers; empty where it has none.</summary>
    public virtual IReadOnlyList<string> Methods => [];

    /// <summary>A section of the help after the options, or null.</summary>
    public virtual (string Heading, IReadOnlyList<string> Lines)? Section => null;
}
