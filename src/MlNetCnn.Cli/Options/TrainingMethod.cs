using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>The ways of training by the words of the command line, and which options belong to which.</summary>
internal static class TrainingMethod
{
    /// <summary>A new head on a frozen backbone.</summary>
    public const string Features = "features";

    /// <summary>Layers of a backbone are trained on.</summary>
    public const string FineTuning = "finetune";

    /// <summary>A network from random weights.</summary>
    public const string Scratch = "scratch";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Features, FineTuning, Scratch];

    /// <summary>Whether the person at the command line gave an option.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="option">The option.</param>
    public static bool IsGiven(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>Refuses options for a method that has no use for them.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="method">The method that was chosen.</param>
    /// <param name="options">What it has no use for.</param>
    /// <exception cref="MlNetCnnException">One was given.</exception>
    public static void Refuse(ParseResult parse, string method, IEnumerable<Option> options)
    {
        var given = options.Where(option => IsGiven(parse, option)).Select(option => option.Name).ToList();
        if (given.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, $"the method '{method}' has no use for {string.Join(", ", given)}",
                fix: method == Features ? "leave that out, or add --method finetune" : "leave that out, or choose another --method");
        }
    }
}
