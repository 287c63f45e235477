using System.Text.RegularExpressions;

namespace MlNetCnn.Cli;

/// <summary>Replaces the names of library members in messages by what is typed on the command line.</summary>
internal static partial class ApiWords
{
    private static readonly Dictionary<string, string> Typed = new(StringComparer.Ordinal)
    {
        ["BackboneInspection lists"] = $"'{ConsoleTool.Name} backbones inspect' shows",
        ["CnnNetworks.All"] = $"'{ConsoleTool.Name} summary'",
        ["DataCaching Auto or Disk"] = "--data-caching auto or disk",
        ["DatasetAudit names"] = $"'{ConsoleTool.Name} datasets audit' names",
        ["Device Cpu"] = "--device cpu",
        ["GroupColumn"] = "--group-column",
        ["ImageNormalizer writes"] = $"'{ConsoleTool.Name} datasets normalize' writes",
        ["ImagesPerClass"] = "--images-per-class",
        ["InputSize"] = "--input-size",
        ["LabelColumn"] = "--label-column",
        ["MaxRejectedFraction"] = "--max-bad",
        ["NetworkOutline lists"] = $"'{ConsoleTool.Name} network' shows",
        ["PathColumn"] = "--path-column",
        ["Preprocessing.None"] = "--preprocessing none",
        ["Resize pad"] = "--resize pad",
        ["ResizeFactor"] = "--resize-factor",
        ["Seeds"] = "--seeds",
        ["SplitColumn"] = "--split-column",
        ["Threads"] = "--threads",
        ["Unfreeze"] = "--unfreeze",
        ["featureTensor"] = "--feature-tensor",
        ["train without Resume"] = "leave out --resume to start from the beginning",
    };

    /// <summary>Text that is appended to a fix, by error code.</summary>
    private static readonly Dictionary<string, string> More = new(StringComparer.Ordinal)
    {
        [ErrorCodes.DataNoneUsable] = $"'{ConsoleTool.Name} doctor' checks whether this machine can decode images",
        [ErrorCodes.ModelNotOurs] = $"'{ConsoleTool.Name} train --data PHOTOS --output MODEL.zip' creates a model; --backbone takes a plain ONNX network",
        [ErrorCodes.CompareNoTest] = "specify test images with --test",
        [ErrorCodes.CacheNotUsable] = "choose a folder with --cache, or use --no-cache",
        [ErrorCodes.DataNoTest] = "specify test images with --test",
        [ErrorCodes.PreprocessingTooFewImages] = "specify it with --preprocessing NAME",
    };

    private static readonly Regex Member = new(
        $@"(?<![\w.-])(?:TableOptions\.)?({
            string.Join('|', Typed.Keys.Concat(TrainingProperties.Numbers).OrderByDescending(key => key.Length).Select(Regex.Escape))})(?![\w.])",
        RegexOptions.CultureInvariant);

    /// <summary>Returns a text with options and commands instead of members.</summary>
    public static string Translate(string text) => Member.Replace(text, match =>
        Typed.TryGetValue(match.Groups[1].Value, out var typed) ? typed : TrainingProperties.OptionName(match.Groups[1].Value));

    /// <summary>Returns the fix of an error, for the console.</summary>
    public static string? Fix(MlNetCnnException exception) =>
        string.Join("; ", new[] { exception.Fix is { } fix ? Translate(fix) : null,
            More.GetValueOrDefault(exception.Code) }.OfType<string>()) is { Length: > 0 } text ? text : null;

    /// <summary>Returns a name of the library as it is written on the command line, for example <c>one-cycle</c>.</summary>
    /// <param name="name">The name.</param>
    public static string Hyphenated(string name) => WordBorder().Replace(name, "-").ToLowerInvariant();

    // 'OneCycle' is two words, 'AdamW' is one.
    [GeneratedRegex("(?<=[a-z])(?=[A-Z][a-z0-9])")]
    private static partial Regex WordBorder();
}
