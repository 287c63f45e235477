using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace MlNetCnn.Cli;

/// <summary>Options under a heading of the help.</summary>
/// <param name="Name">The heading.</param>
/// <param name="CommandMethods">The training methods of the command; empty where it has none.</param>
/// <param name="Options">The options.</param>
internal sealed record OptionGroup(string Name, IReadOnlyList<string> CommandMethods, IReadOnlyList<Option> Options)
{
    /// <summary>The training methods of the command that the group applies to.</summary>
    public IReadOnlyList<string> Methods => [.. CommandMethods.Where(method => Options.Any(option => MethodsOf(option).Contains(method)))];

    /// <summary>The heading, with the methods where these are not all that the command has.</summary>
    public string Heading => Methods.Count == CommandMethods.Count ? Name : $"{Name} ({string.Join(" and ", Methods)} only)";

    /// <summary>Returns the training methods of the command that an option applies to.</summary>
    /// <param name="option">The option.</param>
    public IReadOnlyList<string> MethodsOf(Option option) =>
        option is IToolOption { Methods: { } methods } ? [.. CommandMethods.Where(methods.Contains)] : CommandMethods;
}

/// <summary>The headings under which the help of a command with many options lists them. Training options name theirs in the library.</summary>
internal static class OptionGroups
{
    /// <summary>The heading of the options that every command has.</summary>
    public const string General = "General";

    // More options than this are hard to find in one list.
    private const int MaxUngrouped = 30;

    private static readonly (string Name, string Options)[] Groups =
    [
        ("Data", "--data --validation --test --images-per-class --path-column --label-column --group-column --split-column --image-root --max-bad"),
        ("Image decoding", "--resize --resize-factor --background --allow-truncated"),
        (
            "Method and network",
            "--method --methods --backbone --offline --preprocessing --mean --std --channel-order --feature-tensor --unfreeze --architecture --width "
            + "--depth --input-size --grayscale"),
        ("Optimization", ""),
        ("Regularization", "--augment"),
        ("Performance", "--threads --memory-budget --cache --no-cache"),
        (
            "Output and resume",
            "--output --image-column --onnx --calibrate --metrics --report --baseline --checkpoint --resume --seed --seeds"),
        (General, ""),
    ];

    private static readonly HashSet<string> Common =
    [
        "--data", "--validation", "--test", "--images-per-class", "--method", "--methods", "--backbone", "--preprocessing", "--unfreeze", "--architecture",
        "--input-size", "--epochs", "--batch-size", "--learning-rate", "--optimizer", "--augment", "--class-balance", "--threads", "--device", "--output",
        "--onnx", "--metrics", "--report", "--resume", "--seed", "--seeds",
    ];

    private static readonly Dictionary<string, string> GroupOfOption = Groups
        .SelectMany(group => group.Options.Split(' ', StringSplitOptions.RemoveEmptyEntries), (group, option) => (Option: option, group.Name))
        .Concat(TrainingProperties.All.Select(p => (Option: TrainingProperties.OptionName(p.Name), Name: p.GetCustomAttribute<DisplayAttribute>()!.GroupName!)))
        .ToDictionary(entry => entry.Option, entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The headings, in the order of the help.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Groups.Select(group => group.Name)];

    /// <summary>Returns the heading of an option.</summary>
    /// <param name="option">The option's name.</param>
    public static string NameOf(string option) => GroupOfOption.GetValueOrDefault(option, General);

    /// <summary>Returns the options of a command under their headings; all under one heading for a command with few options.</summary>
    /// <param name="command">The command.</param>
    public static IReadOnlyList<OptionGroup> Of(Command command)
    {
        var methods = (command as ToolCommand)?.Methods ?? [];
        Option[] options = [.. command.Options, .. Ancestors(command).SelectMany(ancestor => ancestor.Options).Where(option => option.Recursive)];
        if (!HasMany(command))
        {
            return [new OptionGroup("Options", methods, options)];
        }

        var order = GroupOfOption.Keys.ToList();
        var byName = options.OrderBy(option => order.IndexOf(option.Name)).ToLookup(option => NameOf(option.Name));
        return [.. Names.Where(byName.Contains).Select(name => new OptionGroup(name, methods, [.. byName[name]]))];
    }

    /// <summary>Returns the most used options of a command with many, under their headings.</summary>
    /// <param name="command">The command.</param>
    public static IReadOnlyList<OptionGroup> CommonOf(Command command) =>
    [
        .. Of(command)
            .Select(group => group.Name == General ? group : group with { Options = [.. group.Options.Where(option => Common.Contains(option.Name))] })
            .Where(group => group.Options.Count > 0),
    ];

    /// <summary>Whether a command has so many options that its help shows the most used ones first.</summary>
    /// <param name="command">The command.</param>
    public static bool HasMany(Command command) => command.Options.Count > MaxUngrouped;

    private static IEnumerable<Command> Ancestors(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => Ancestors(parent).Prepend(parent));
}
