using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>The details that the help of an option prints after its description.</summary>
internal interface IToolOption
{
    /// <summary>The values that the option takes, for example <c>1 to 4096</c>, or null.</summary>
    string? Range { get; }

    /// <summary>The default in words, where the option has no default value of its own; or null.</summary>
    string? Default { get; }

    /// <summary>The training methods that the option applies to, or null for all of them.</summary>
    IReadOnlyList<string>? Methods { get; }
}

/// <summary>An option with the range, the default and the training methods that its help prints.</summary>
/// <param name="name">The name.</param>
/// <param name="aliases">Other names.</param>
internal sealed class ToolOption<T>(string name, params string[] aliases) : Option<T>(name, aliases), IToolOption
{
    /// <inheritdoc/>
    public string? Range { get; set; }

    /// <inheritdoc/>
    public string? Default { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string>? Methods { get; init; }
}
