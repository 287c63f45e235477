using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Dependencies point one way: no folder of the core names a type of a folder to its right, and no heavy library comes in.</summary>
public sealed partial class DependencyDirection
{
    private static readonly string[] Order =
    [
        "Errors", "Primitives", "Onnx", "Datasets", "Imaging", "Augmentations", "Inference", "Backbones", "Heads", "Features", "Evaluation", "Models",
        "Scoring", "Explanations", "FeatureTraining", "MLNet",
    ];

    [Fact]
    public void CoreFolders_LookLeftOnly()
    {
        var core = Path.Combine(Repository.Root, "src", "MlNetCnn");
        var files = Directory.GetFiles(core, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Relative: Path.GetRelativePath(core, path).Replace('\\', '/')))
            .Where(file => !file.Relative.StartsWith("bin/", StringComparison.Ordinal) && !file.Relative.StartsWith("obj/", StringComparison.Ordinal))
            .Select(file => (file.Path, Folder: file.Relative.Contains('/') ? file.Relative[..file.Relative.IndexOf('/')] : ""))
            .ToArray();
        Assert.NotEmpty(files);
        Assert.Empty(files.Select(file => file.Folder).Distinct().Except(Order));

        var rankByType = files.ToDictionary(file => Path.GetFileNameWithoutExtension(file.Path), file => Array.IndexOf(Order, file.Folder));
        var offences =
            from file in files
            let rank = Array.IndexOf(Order, file.Folder)
            from word in Identifier().Matches(WithoutCommentsAndStrings(File.ReadAllText(file.Path))).Select(match => match.Value).Distinct()
            where rankByType.TryGetValue(word, out var wordRank) && wordRank > rank
            select $"{Path.GetRelativePath(core, file.Path)} names {word}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Core_DoesNotReferenceTorchSharp()
    {
        var references = typeof(ImageDecoder).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        Assert.DoesNotContain(references, name => name.StartsWith("TorchSharp", StringComparison.Ordinal));
    }

    [Fact]
    public void SkiaSharp_IsTheVersionThatMlNetCalls() => Assert.Equal(3, typeof(SKBitmap).Assembly.GetName().Version!.Major);

    [Fact]
    public void PinnedPackages_ResolveAsPinned()
    {
        foreach (var lockFile in Directory.GetFiles(Repository.Root, "packages.lock.json", SearchOption.AllDirectories))
        {
            var skia = Regex.Match(File.ReadAllText(lockFile), "\"SkiaSharp\": \\{[^}]*\"resolved\": \"([^\"]+)\"");
            // The oldest stock consumer runs ML.NET 5.0.1, which calls members that SkiaSharp 3 changed.
            var expected = lockFile.Contains("Lowest", StringComparison.Ordinal) ? "2.88.9" : "3.119.4";
            Assert.True(!skia.Success || skia.Groups[1].Value == expected, $"{lockFile} resolves SkiaSharp {skia.Groups[1].Value}");
        }
    }

    private static string WithoutCommentsAndStrings(string source) => CommentOrString().Replace(source, " ");

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Identifier();

    // Interpolated strings keep nothing either: what stands in their holes stands elsewhere in the file too.
    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)'""", RegexOptions.Singleline)]
    private static partial Regex CommentOrString();
}
