using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>A command with an example in its help.</summary>
internal abstract class ToolCommand : Command
{
    /// <summary>Creates the command.</summary>
    /// <param name="name">The word that calls it.</param>
    /// <param name="description">What it does, in a sentence.</param>
    /// <param name="examples">The arguments of calls that work as they stand.</param>
    protected ToolCommand(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    /// <summary>The arguments of example calls.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>What the help says beside the options, or null.</summary>
    public virtual (string Heading, IReadOnlyList<string> Lines)? Section => null;
}
