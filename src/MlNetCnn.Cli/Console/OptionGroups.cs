using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace MlNetCnn.Cli;

/// <summary>The headings under which the help of a command with many options lists them. Options of training name theirs in the library.</summary>
internal static class OptionGroups
{
    /// <summary>The heading of the options that every command has.</summary>
    public const string General = "General";

    private static readonly (string Name, string Options)[] Groups =
    [
        ("Data", "--data --validation --test --images-per-class --path-column --label-column --group-column --split-column --image-root --max-bad"),
        ("Image decoding", "--resize --resize-factor --background --allow-truncated"),
        (
            "Method and network",
            "--method --methods --backbone --offline --preprocessing --mean --std --channel-order --feature-tensor --architecture --width --depth "
            + "--input-size --grayscale --unfreeze"),
        ("Optimization", ""),
        ("Regularization", "--augment --calibrate"),
        ("Performance", "--threads --memory-budget --cache --no-cache"),
        ("Output and resume", "--output --image-column --onnx --metrics --report --baseline --checkpoint --resume --seed --seeds"),
        (General, ""),
    ];

    private static readonly Dictionary<string, string> GroupOfOption = Groups
        .SelectMany(group => group.Options.Split(' ', StringSplitOptions.RemoveEmptyEntries), (group, option) => (Option: option, group.Name))
        .Concat(TrainingProperties.All.Select(p => (Option: TrainingProperties.OptionName(p.Name), Name: p.GetCustomAttribute<DisplayAttribute>()!.GroupName!)))
        .ToDictionary(entry => entry.Option, entry => entry.Name, StringComparer.Ordinal);

    /// <summary>The headings, in the order of the help.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Groups.Select(group => group.Name)];

    /// <summary>The heading of an option.</summary>
    /// <param name="option">The option's name.</param>
    public static string Of(string option) => GroupOfOption.GetValueOrDefault(option, General);
}
