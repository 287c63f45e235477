using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>The training methods by their names on the command line.</summary>
internal static class TrainingMethod
{
    /// <summary>A new head on a frozen backbone.</summary>
    public const string Features = "features";

    /// <summary>Layers of a backbone are fine-tuned.</summary>
    public const string FineTuning = "finetune";

    /// <summary>A network from random weights.</summary>
    public const string Scratch = "scratch";

    /// <summary>All methods.</summary>
    public static IReadOnlyList<string> All { get; } = [Features, FineTuning, Scratch];

    /// <summary>Returns whether an option was specified on the command line.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="option">The option.</param>
    public static bool IsGiven(ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>Rejects options that a method does not use.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="method">The chosen method.</param>
    /// <param name="options">The options that it does not use.</param>
    /// <exception cref="MlNetCnnException">One was specified.</exception>
    public static void Refuse(ParseResult parse, string method, IEnumerable<Option> options)
    {
        var given = options.Where(option => IsGiven(parse, option)).Select(option => option.Name).ToList();
        if (given.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, $"the method '{method}' does not use {string.Join(", ", given)}",
                fix: $"leave {(given.Count == 1 ? "it" : "them")} out, or {(method == Features ? "add --method finetune" : "choose another --method")}");
        }
    }
}
